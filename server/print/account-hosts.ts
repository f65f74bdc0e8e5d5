import { isIP } from 'node:net'
import type { Config } from '../settings/table.ts'

/** Lines for a hosts file, which knows no wildcards: one for each account that the configuration names. */
export function accountHosts({ account, accounts, credentials, host }: Config): string {
  const address = isIP(host) === 0 || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const all = new Set([account, ...accounts.map((named) => named.account), ...credentials.map((key) => key.account)])
  return [...all].map((number) => `${address} ${number}.localhost ${number}.localhost.localstack.cloud`).join('\n')
}
