import type { Clock } from '../../db/model/clock.ts'
import { createGate, type Gate } from '../thread/slice/gate.ts'
import { type EmbeddedFunctions, openEmbeddedFunctions } from './embedded/embedded-functions.ts'
import { type OpenLambdaEndpoint, openLambdaEndpoint } from './endpoint/lambda-endpoint.ts'
import { type FunctionInvoker, type FunctionSettings, functionNotFound, type Invocation } from './invocation.ts'

export interface FunctionHostOptions {
  readonly settings: FunctionSettings
  /** Variables for the environment of embedded functions; see `prepare-environment.ts`. */
  readonly environment: Readonly<Record<string, string>>
  readonly clock: Clock
  /** A line that an embedded function has written. */
  readonly log: (name: string, line: string) => void
}

export interface FunctionHost extends FunctionInvoker {
  close(): Promise<void>
}

/**
 * Finds functions and invokes them. A function's own endpoint comes first, then the folder, then the endpoint for all
 * others.
 */
export function createFunctionHost({ settings, environment, clock, log }: FunctionHostOptions): FunctionHost {
  const { folder, timeoutMs, concurrency } = settings
  const endpoints = new Map<string | undefined, OpenLambdaEndpoint>(
    settings.endpoints.map(({ name, url }) => [name, openLambdaEndpoint({ url, timeoutMs, clock })]),
  )
  const embedded: EmbeddedFunctions | undefined =
    folder === undefined ? undefined : openEmbeddedFunctions({ folder, timeoutMs, environment, clock, log })
  const gates = new Map<string, Gate>()
  const gateOf = (name: string): Gate => {
    const gate = gates.get(name) ?? createGate(concurrency)
    gates.set(name, gate)
    return gate
  }
  const invokeNow = async (invocation: Invocation) => {
    const { target } = invocation
    return (
      endpoints.get(target.name)?.invoke(invocation) ??
      embedded?.invoke(invocation) ??
      endpoints.get(undefined)?.invoke(invocation) ??
      functionNotFound(target)
    )
  }
  return {
    invoke: (invocation) => gateOf(invocation.target.name).pass(() => invokeNow(invocation)),
    async close() {
      for (const endpoint of endpoints.values()) endpoint.close()
      await embedded?.stop()
    },
  }
}
