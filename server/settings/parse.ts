/** Command line and environment → one checked configuration, or all that is wrong with it at once. */
import { isPrintable, PRINTABLES, type Printable } from '../print/printables.ts'
import { InvalidSetting } from './kinds.ts'
import { type Config, SETTINGS, type Setting, VARIABLE_PREFIX, variableOf } from './table.ts'

export type Parsed =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** Whether the server that has this configuration is well. */
  | { readonly kind: 'healthcheck'; readonly config: Config }
  /** Something for those who set up clients. */
  | { readonly kind: 'print'; readonly printable: Printable; readonly config: Config }
  /** Each a sentence. */
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] }

export type Environment = Readonly<Record<string, string | undefined>>

/** Flags win over the environment, the environment over the defaults. */
export function parseSettings(args: readonly string[], environment: Environment): Parsed {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' }
  if (args.includes('--version') || args.includes('-v')) return { kind: 'version' }
  const mistakes: string[] = []
  const isHealthcheck = args.includes(HEALTHCHECK)
  const { printable, rest } = takePrintable(args, mistakes)
  const flags = readFlags(
    rest.filter((arg) => arg !== HEALTHCHECK),
    mistakes,
  )
  reportUnknownVariables(environment, mistakes)
  const entries = Object.entries<Setting>(SETTINGS).map(([name, setting]) => [
    name,
    valueOf(setting, flags.get(setting.flag), environment, mistakes),
  ])
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes }
  const config = Object.freeze(Object.fromEntries(entries)) as Config
  if (printable !== undefined) return { kind: 'print', printable, config }
  return { kind: isHealthcheck ? 'healthcheck' : 'config', config }
}

const HEALTHCHECK = '--healthcheck'
const PRINT = '--print'

/** The configuration of an embedder: what it does not name has its default. */
export function configWith(overrides: Partial<Config>): Config {
  const parsed = parseSettings([], {})
  if (parsed.kind !== 'config') throw new Error('the defaults of the settings table are not valid')
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  return Object.freeze({ ...parsed.config, ...Object.fromEntries(given) }) as Config
}

function takePrintable(
  args: readonly string[],
  mistakes: string[],
): { readonly printable: Printable | undefined; readonly rest: readonly string[] } {
  const at = args.indexOf(PRINT)
  if (at < 0) return { printable: undefined, rest: args }
  const name = args[at + 1] ?? ''
  const rest = [...args.slice(0, at), ...args.slice(at + 2)]
  if (isPrintable(name)) return { printable: name, rest }
  mistakes.push(`${PRINT} must be followed by one of ${PRINTABLES.join(', ')}.`)
  return { printable: undefined, rest }
}

function readFlags(args: readonly string[], mistakes: string[]): ReadonlyMap<string, string> {
  const known = new Map(Object.values<Setting>(SETTINGS).map(({ flag, kind }) => [flag, kind]))
  const flags = new Map<string, string>()
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    const [, flag, attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (flag === undefined) {
      mistakes.push(`"${arg}" is not understood: settings are written as --name VALUE.`)
    } else if (!known.has(flag)) {
      mistakes.push(`There is no setting --${flag}; --help lists them all.`)
      if (attached === undefined && isValue(args[at + 1])) at++
    } else {
      const value = attached ?? (isValue(args[at + 1]) ? args[++at] : known.get(flag)?.bare)
      if (value === undefined) mistakes.push(`--${flag} needs a value.`)
      else if (flags.has(flag)) mistakes.push(`--${flag} is given twice.`)
      else flags.set(flag, value)
    }
  }
  return flags
}

function isValue(arg: string | undefined): boolean {
  return arg !== undefined && !arg.startsWith('--')
}

/** A misspelt variable that did nothing would be searched for long. */
function reportUnknownVariables(environment: Environment, mistakes: string[]): void {
  const known = new Set(Object.values<Setting>(SETTINGS).map(variableOf))
  for (const name of Object.keys(environment)) {
    if (name.startsWith(VARIABLE_PREFIX) && !known.has(name)) {
      mistakes.push(`The environment variable ${name} is set, but there is no such setting; --help lists them all.`)
    }
  }
}

function valueOf(setting: Setting, flag: string | undefined, environment: Environment, mistakes: string[]): unknown {
  const variable = variableOf(setting)
  const fromEnvironment = environment[variable] === '' ? undefined : environment[variable]
  const text = flag ?? fromEnvironment ?? setting.fallback
  if (text === undefined) return undefined
  try {
    return setting.kind.parse(text)
  } catch (error) {
    if (!(error instanceof InvalidSetting)) throw error
    mistakes.push(`${flag === undefined ? variable : `--${setting.flag}`} ${error.message}.`)
    return undefined
  }
}
