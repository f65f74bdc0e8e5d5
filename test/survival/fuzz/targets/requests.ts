/** Whole requests on the way to their operation: address, route, credentials, body and decoder, without a socket. */
import type { IncomingHttpHeaders } from 'node:http'
import { createAuthenticator } from '../../../../server/auth/authenticator.ts'
import { refuseViolations } from '../../../../server/control-api/refuse-violations.ts'
import { checkPayload } from '../../../../server/http/body/check-payload.ts'
import { planPayload } from '../../../../server/http/body/payload-plan.ts'
import { createBrowserGuard } from '../../../../server/http/browser-guard.ts'
import { createHostReader } from '../../../../server/http/host.ts'
import { createRecogniser, type Target } from '../../../../server/http/recognise.ts'
import { refuseObjectViolations } from '../../../../server/http/refuse-object-violations.ts'
import { decodeRequest } from '../../../../server/protocol/decode/decode-request.ts'
import type { OperationModel } from '../../../../server/protocol/model.ts'
import { decodePath } from '../../../../server/protocol/percent.ts'
import { parseQuery } from '../../../../server/protocol/query.ts'
import { routeControl } from '../../../../server/protocol/route/route-control.ts'
import { routeObject } from '../../../../server/protocol/route/route-object.ts'
import { validate } from '../../../../server/protocol/validate.ts'
import type { FuzzTarget } from '../target.ts'
import { madeRequests } from './made-requests.ts'
import { isClientError } from './refusals.ts'

export const REQUEST_WORDS = [
  'GET ',
  'PUT ',
  'POST ',
  'DELETE ',
  'HEAD ',
  'OPTIONS ',
  'CONNECT ',
  ' HTTP/1.1\r\n',
  'http://h/',
  '?uploads',
  '&versionId=',
  '?tagging',
  '?policy',
  '?acl',
  '?list-type=2',
  '&max-keys=',
  '?partNumber=1&uploadId=',
  '/v20180820/jobs',
  '/_emulator/reset',
  'Host: bucket.localhost\r\n',
  'Host: 123456789012.localhost\r\n',
  'x-amz-account-id: 123456789012\r\n',
  'Content-Length: 0\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Expect: 100-continue\r\n',
  'Content-Type: multipart/form-data; boundary=b\r\n',
  'Range: bytes=0-',
  'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n',
  'x-amz-trailer: x-amz-checksum-crc32\r\n',
  'If-None-Match: *\r\n',
  'x-amz-copy-source: /bucket/key?versionId=null\r\n',
  'x-amz-meta-__proto__: a\r\n',
  '__proto__: a\r\n',
  'x-amz-tagging: a=b\r\n',
  'Authorization: AWS4-HMAC-SHA256 Credential=',
  'Authorization: AWS a:b\r\n',
  '&X-Amz-Signature=',
  '\r\n\r\n',
  '\r\n ',
]

const recognise = createRecogniser(createHostReader(['s3.example']))
const guard = createBrowserGuard(
  {
    host: 'localhost',
    baseDomains: ['s3.example'],
    dnsSuffixes: [],
    trustedOrigins: [],
  },
  (headers) => headers['x-console-token'] === 'known',
)
const [open, verifying] = (['none', 'sigv4'] as const).map((mode) =>
  createAuthenticator({
    mode,
    defaultRegion: 'us-east-1',
    findKey: (id) => (id === 'test' ? { secretAccessKey: 'test', account: '123456789012' } : undefined),
  }),
)

export const requests: FuzzTarget = {
  seeds: 'requests',
  made: madeRequests,
  words: REQUEST_WORDS,
  maxBytes: 64 * 1024,
  weight: 30,
  async run(input, random) {
    const { method, url, headers, body } = splitRequest(input.toString('latin1'))
    const target = recognise(method, url, headers)
    guard(method, headers)
    const query = parseQuery(target.query)
    const authenticator = random.below(4) === 0 ? verifying : open
    const auth = { method, target: target.query === '' ? target.path : `${target.path}?${target.query}`, headers }
    authenticator?.authenticate(auth, Date.UTC(2026, 0, 2, 3, 4, 5))
    const [operation, labels] = routeOf(method, target, headers)
    if (operation === undefined) return
    const plan = planPayload(headers, body.length, { lengthOptional: true, maxBytes: 1024 * 1024 })
    const { bytes } = await checkPayload(body, plan)
    const decoded = decodeRequest(operation, { labels, query, headers, body: bytes })
    if (operation.service === 's3') refuseObjectViolations(operation, decoded)
    else refuseViolations(operation, validate(operation, decoded))
  },
  isRefusal: isClientError,
}

type Labels = Readonly<Record<string, string>>

function routeOf(method: string, target: Target, headers: IncomingHttpHeaders): [OperationModel | undefined, Labels] {
  if (target.front === 'control') {
    const route = routeControl(method, target.controlPath)
    return route.kind === 'operation' ? [route.operation, route.labels] : [undefined, {}]
  }
  const path = target.hostBucket === undefined ? target.path.slice(1) : `${target.hostBucket}${target.path}`
  const slash = path.indexOf('/')
  const bucket = decodePath(slash < 0 ? path : path.slice(0, slash)) || undefined
  const key = slash < 0 ? undefined : decodePath(path.slice(slash + 1)) || undefined
  const operation = routeObject({ method, bucket, key, query: parseQuery(target.query), headers })
  return [operation, { Bucket: bucket ?? '', Key: key ?? '' }]
}

interface PlainRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** More forgiving than Node's parser: what that one refuses is tried over the wire. */
function splitRequest(text: string): PlainRequest {
  const blank = text.indexOf('\r\n\r\n')
  const [line = '', ...lines] = (blank < 0 ? text : text.slice(0, blank)).split('\r\n')
  const [method = '', url = ''] = line.split(' ')
  const headers: Record<string, string> = {}
  for (const each of lines) {
    const colon = each.indexOf(':')
    const name = each.slice(0, Math.max(0, colon)).toLowerCase()
    const value = each.slice(colon + 1).trim()
    if (name !== '') headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value
  }
  return { method, url, headers, body: Buffer.from(blank < 0 ? '' : text.slice(blank + 4), 'latin1') }
}
