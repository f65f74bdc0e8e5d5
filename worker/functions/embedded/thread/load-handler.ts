import { pathToFileURL } from 'node:url'
import { runtimeError } from './error-payload.ts'

export type Handler = (event: unknown, context: object, callback: HandlerCallback) => unknown
export type HandlerCallback = (error?: unknown, result?: unknown) => void

/**
 * Imports a function's file and gives its `handler`.
 * @throws an error in the words of Lambda's runtime
 */
export async function loadHandler(path: string): Promise<Handler> {
  const handler = handlerOf(await importFile(path))
  if (handler === undefined) throw runtimeError('HandlerNotFound', 'index.handler is undefined or not exported')
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', 'index.handler is not a function')
  return handler as Handler
}

async function importFile(path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', String(error), error)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.endsWith('MODULE_NOT_FOUND')) throw runtimeError('ImportModuleError', String(error), error)
    throw error
  }
}

/** `exports.handler` of either kind of module; the names of a CommonJS module's exports are not always seen from outside. */
function handlerOf(module: unknown): unknown {
  const { handler, default: whole } = module as { readonly handler?: unknown; readonly default?: unknown }
  return handler ?? (whole as { readonly handler?: unknown } | undefined)?.handler
}
