/**
 * The HTTP application. Requests of AWS's protocols go straight to their fronts: there AWS's errors are wanted, bodies are
 * streams of any size, and routes are the models'. Fastify serves the emulator's own JSON (docs/decisions/009).
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { type BrowserGuard, createBrowserGuard } from './browser-guard.ts'
import { answerClientErrors } from './client-error.ts'
import { addConsoleRoutes } from './console-routes.ts'
import type { ConsoleToken } from './console-token.ts'
import type { Answer } from './control-front.ts'
import { addEmulatorRoutes, type EmulatorParts } from './emulator-routes.ts'
import { createHostReader } from './host.ts'
import { createFaultInjector } from './inject-faults.ts'
import { createRequestLimit } from './limit-requests.ts'
import { createRecogniser, type Front } from './recognise.ts'
import { sendContinue } from './request-body.ts'
import { newRequestIds } from './request-ids.ts'
import { createRunner } from './run-exchange.ts'
import { closeSilentWithIdle } from './silent-connections.ts'
import { cutOffSlowClients } from './slow-clients.ts'
import { trackExchanges } from './track-exchanges.ts'
import { answerTunnels } from './tunnel.ts'

/** An import of `node:http` evaluates every export it has, a client for `fetch` among them: 30 ms of a start. */
const { createServer } = process.getBuiltinModule('node:http')

export interface AppParts {
  readonly config: Config
  readonly log: Log
  readonly fronts: Readonly<Record<Exclude<Front, 'emulator'>, Answer>>
  readonly emulator: EmulatorParts
  readonly guard: BrowserGuard
  readonly consoleToken: ConsoleToken
  /** Undefined: only http is served. */
  readonly serveTls: ServeTls | undefined
}

/** Teaches a server that serves http to serve https as well. */
export type ServeTls = (server: Server) => void

export interface App {
  readonly fastify: FastifyInstance
  /** Ends the answers that would go on as long as the server does. */
  readonly endStreams: () => void
  /** Another server of the same application, for a second address. */
  readonly createServer: () => Server
}

export function createApp(parts: AppParts): App {
  const { config, log, fronts, emulator, guard, consoleToken } = parts
  const recognise = createRecogniser(createHostReader(bucketDomains(config)))
  const run = createRunner(log)
  const limited = createRequestLimit(config.maxRequests)
  const disturbed = createFaultInjector(emulator.faults, consoleToken.isIn)
  const answers = {
    control: limited(disturbed(fronts.control)),
    object: limited(disturbed(fronts.object)),
    sts: limited(fronts.sts),
  }
  const serve =
    (own: NodeHandler): NodeHandler =>
    (request, response) => {
      const target = recognise(request.method ?? '', request.url ?? '/', request.headers)
      const { front, path, query } = target
      if (front !== 'emulator') return run(front, answers[front], request, response, target)
      request.url = query === '' ? path : `${path}?${query}`
      own(request, response)
    }
  const app = fastify({
    logger: false,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    serverFactory: (own) => configuredServer(parts, serve(own)),
  })
  app.setNotFoundHandler((_request, reply) => notFound(reply))
  app.register(async (scope) => {
    scope.addHook('onRequest', emulatorHeaders)
    scope.addHook('onRequest', refusePages(guard))
    addEmulatorRoutes(scope, emulator)
  })
  app.register(async (scope) => {
    scope.addHook('onRequest', emulatorHeaders)
    // Its files are no secret, and its page asks for them without a token.
    scope.addHook('onRequest', refusePages(createBrowserGuard(config, () => true)))
    addConsoleRoutes(scope, consoleToken)
  })
  return {
    fastify: app,
    endStreams: () => emulator.events.end(),
    createServer: () =>
      configuredServer(
        parts,
        serve((request, response) => app.routing(request, response)),
      ),
  }
}

/** AWS's own names are known anyway, with their services in between. */
function bucketDomains({ baseDomains, dns, dnsSuffixes }: Config): readonly string[] {
  if (dns === undefined) return baseDomains
  return [...baseDomains, ...dnsSuffixes.filter((suffix) => !/(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(suffix))]
}

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

function configuredServer(
  { config, log, serveTls }: Pick<AppParts, 'config' | 'log' | 'serveTls'>,
  handler: NodeHandler,
): Server {
  const server = createServer(
    {
      maxHeaderSize: config.maxHeaderBytes,
      headersTimeout: config.headersTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      keepAliveTimeout: config.keepAliveTimeoutMs,
      connectionsCheckingInterval: checkInterval(config.headersTimeoutMs),
      // HTTP/1.0 clients send no Host, and path style needs none.
      requireHostHeader: false,
      noDelay: true,
    },
    handler,
  )
  if (config.maxConnections > 0) server.maxConnections = config.maxConnections
  // Node would drop what goes beyond 2,000 lines without a word; their size has a limit anyway.
  server.maxHeadersCount = 0
  const exchangeOn = trackExchanges(server)
  cutOffSlowClients(server, exchangeOn, config.idleTimeoutMs)
  // The fronts say "100 Continue" when they begin to read, so that a refusal spares the client its body.
  server.on('checkContinue', handler)
  server.on('checkExpectation', handler)
  answerClientErrors(server, exchangeOn)
  closeSilentWithIdle(server)
  answerTunnels(server, { tls: serveTls !== undefined, log })
  serveTls?.(server)
  // A connection that cannot be accepted (no file handle is left, say) is no reason to end; a failed listen has its own way.
  server.on('error', (error) => {
    if (server.listening) log.fault('connection', {}, error)
  })
  return server
}

function emulatorHeaders(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { requestId, hostId } = newRequestIds()
  // No browser takes JSON with a user's words in it for a page.
  reply.headers({ 'x-amz-request-id': requestId, 'x-amz-id-2': hostId, 'x-content-type-options': 'nosniff' })
  sendContinue({ request: request.raw, response: reply.raw })
  done()
}

/** How often Node looks for requests whose headers take too long. */
function checkInterval(headersTimeoutMs: number): number {
  return Math.min(30_000, Math.max(100, headersTimeoutMs / 4))
}

const HEALTH = /^\/_(?:emulator|localstack)\/health$/

function refusePages(guard: BrowserGuard) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    // Whether the server runs may be asked by anybody, under any name.
    const error = HEALTH.test(request.url) ? undefined : guard(request.method, request.headers)
    if (error === undefined) done()
    else void reply.code(403).send({ error })
  }
}

function notFound(reply: FastifyReply): void {
  void reply.code(404).send({ error: { code: 'NotFound', message: 'The emulator has nothing at this path.' } })
}

/** No route has a schema: Ajv and its first compilation would double the time of every start. */
function noSchemas(): never {
  throw new Error('this application has no schema compiler')
}
