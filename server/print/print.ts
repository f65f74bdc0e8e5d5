/** What the program prints for those who set up clients. */
import type { Config } from '../settings/table.ts'
import { accountHosts } from './account-hosts.ts'
import { awsDataPath } from './aws-data-path.ts'
import type { Printable } from './printables.ts'

export function print(printable: Printable, config: Config): string {
  return TEXTS[printable](config)
}

const TEXTS = { 'aws-data-path': awsDataPath, hosts: accountHosts } satisfies Record<
  Printable,
  (config: Config) => string
>
