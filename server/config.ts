/** The one place that reads the environment. */
import { type Parsed, parseSettings } from './settings/parse.ts'

export type { Config } from './settings/table.ts'

/** @param args the command line after the program's name */
export function readConfig(args: readonly string[]): Parsed {
  return parseSettings(args, process.env)
}
