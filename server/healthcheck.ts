import { get } from 'node:http'
import type { Config } from './config.ts'
import { urlHost } from './url-host.ts'

const TIME_LIMIT_MS = 3_000

/** Asks the server that was started with this configuration on this machine; what the image calls now and then. */
export function isHealthy({ host, port }: Pick<Config, 'host' | 'port'>): Promise<boolean> {
  return new Promise((resolve) => {
    const url = `http://${urlHost(host)}:${port}/_emulator/health`
    get(url, { agent: false, timeout: TIME_LIMIT_MS }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
      .on('timeout', () => resolve(false))
      .on('error', () => resolve(false))
  })
}
