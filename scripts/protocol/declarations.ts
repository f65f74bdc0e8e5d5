/** The SDK's schemas have no enumerations; its type declarations name them. This reads those names and values. */
import { existsSync, readFileSync } from 'node:fs'

export interface Declarations {
  readonly enums: ReadonlyMap<string, readonly string[]>
  /** Name of the declared type of a member, without `[]`, by `Structure.Member`. */
  readonly memberTypes: ReadonlyMap<string, string>
}

export function readDeclarations(paths: readonly string[]): Declarations {
  const enums = new Map<string, readonly string[]>()
  const memberTypes = new Map<string, string>()
  for (const path of paths.filter((path) => existsSync(path))) {
    const text = readFileSync(path, 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    for (const [, name, body] of text.matchAll(/export declare const (\w+): \{\n([\s\S]*?)\n\};/g))
      enums.set(
        name!,
        [...body!.matchAll(/: "([^"]*)";/g)].map((value) => value[1]!),
      )
    for (const [, name, body] of text.matchAll(/export interface (\w+)[^{\n]*\{\n([\s\S]*?)\n\}/g))
      for (const [, member, type] of body!.matchAll(/^ {4}(\w+)\??: ([\w]+)(?:\[\])? \| undefined;$/gm))
        memberTypes.set(`${name!.replace(/^_/, '')}.${member!}`, type!)
  }
  return { enums, memberTypes }
}
