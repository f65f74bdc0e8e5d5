import { resolve } from 'node:path'
import type { Clock } from '../../db/model/clock.ts'
import { type FunctionHostThread, startFunctionHost } from '../../worker/functions/host-thread/start-function-host.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'

export interface FunctionParts {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  /** Where the server listens; asked when the first function is invoked. */
  readonly port: () => number | undefined
}

/** Where Lambda functions come from. */
export function openFunctions({ config, log, clock, port }: FunctionParts): FunctionHostThread {
  return startFunctionHost({
    settings: {
      folder: config.functions === undefined ? undefined : resolve(config.functions),
      endpoints: config.lambdaEndpoints,
      concurrency: config.lambdaConcurrency,
      timeoutMs: config.lambdaTimeoutMs,
    },
    environment: () => functionEnvironment(config, port()),
    clock,
    log: (name, line) => log.event('function', { name, line }),
    onFault: (error) => log.fault('trouble', { message: 'the thread that runs functions has died' }, error),
  })
}

/** An AWS SDK inside an embedded function talks to this server without being told to. */
function functionEnvironment(config: Config, port: number | undefined): Record<string, string> {
  const { host, region, auth } = config
  // Without checks of signatures, an access key that is an account stands for it.
  const key = auth === 'none' ? undefined : config.credentials[0]
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? 'test',
    ...(key === undefined ? {} : { AWS_ACCESS_KEY_ID: key.accessKeyId }),
    ...(port === undefined ? {} : { AWS_ENDPOINT_URL: `http://${ownHost(host)}:${port}` }),
  }
}

/** The SDKs put a bucket's name before a host's name, which works below `localhost` and not before an address. */
function ownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
