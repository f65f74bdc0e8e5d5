/** The web console: one page and its files. What it shows and does goes by the routes that everybody has. */
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { consoleFile, consolePage } from '../emulator-api/console/console-files.ts'
import { later } from '../later.ts'
import type { ConsoleToken } from './console-token.ts'

const load = () => import('../emulator-api/console/console-files.ts')
const pageWith = later<'consolePage', { consolePage: typeof consolePage }>(load, 'consolePage')
const fileOf = later<'consoleFile', { consoleFile: typeof consoleFile }>(load, 'consoleFile')

export function addConsoleRoutes(app: FastifyInstance, token: ConsoleToken): void {
  app.get('/_emulator/console', (_request, reply) => reply.redirect('/_emulator/console/', 308))
  app.get('/_emulator/console/', async ({ headers }, reply) => {
    const { html, nonce } = await pageWith(isOpened(headers) ? token.text : undefined)
    return reply.headers({ ...HEADERS, ...pageHeaders(nonce) }).send(html)
  })
  app.get<ByPath>('/_emulator/console/*', async ({ params, headers }, reply) => {
    const file = await fileOf(params['*'])
    if (file === undefined) return notFound(reply)
    reply.headers({ ...HEADERS, etag: file.etag, 'cache-control': 'no-cache' })
    if (headers['if-none-match'] === file.etag) return reply.code(304).send()
    return reply.type(file.type).send(file.bytes)
  })
}

interface ByPath {
  readonly Params: { readonly '*': string }
}

/**
 * Somebody goes to the page in a window of its own. A script that fetches it, a frame, a browser that does not say what it
 * wants it for get it without the token. Scripts cannot set these headers.
 */
function isOpened(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

const HEADERS = {
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
} as const

function pageHeaders(nonce: string) {
  return {
    'content-type': 'text/html; charset=utf-8',
    // Not 'self': every object in a bucket is of this origin, and would do for a script.
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types xml',
    ].join('; '),
    // A page that opens this one in a new window has no hold on it.
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    // The browser must not keep the token where a script could ask for it.
    'cache-control': 'no-store',
  }
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: { code: 'NotFound', message: 'The console has no such file.' } })
}
