/** Single texts of requests that have a grammar of their own: header values, tokens, ids, keys, moments. */
import { parseArn } from '../../../../db/model/arn.ts'
import { checkKey } from '../../../../db/model/object-key.ts'
import { seqOfVersionId, versionIdOf } from '../../../../db/model/version-id.ts'
import { parseAmzDate, parseHttpDate } from '../../../../server/auth/amz-date.ts'
import { parseCredential } from '../../../../server/auth/credential-scope.ts'
import { stringToSignV2 } from '../../../../server/auth/signature-v2.ts'
import { canonicalPath, canonicalQuery } from '../../../../server/auth/uri-encoding.ts'
import { readListToken, writeListToken } from '../../../../server/control-api/list-token.ts'
import { storedContentEncoding } from '../../../../server/http/body/payload-framing.ts'
import { createHostReader } from '../../../../server/http/host.ts'
import { grantHeaders } from '../../../../server/object-api/acl/grant-headers.ts'
import { checkBucketName } from '../../../../server/object-api/buckets/bucket-name.ts'
import { allowingRule } from '../../../../server/object-api/cors/cors-rule.ts'
import { openToken, sealToken } from '../../../../server/object-api/listings/continuation-token.ts'
import { matchesPattern } from '../../../../server/object-api/policy/wildcard.ts'
import { byteRange } from '../../../../server/object-api/request/byte-range.ts'
import { parseCopySource } from '../../../../server/object-api/request/copy-source.ts'
import { customerKeyMd5 } from '../../../../server/object-api/request/customer-key.ts'
import { decodeWords, encodeWords } from '../../../../server/object-api/request/encoded-words.ts'
import { encryptionHeaders } from '../../../../server/object-api/request/encryption-headers.ts'
import { listsEtag } from '../../../../server/object-api/request/etag-list.ts'
import { storageClassOf } from '../../../../server/object-api/request/storage-class.ts'
import { taggingHeader } from '../../../../server/object-api/request/tagging-header.ts'
import { decodeScalar } from '../../../../server/protocol/decode/scalar.ts'
import { wireHeaderValue } from '../../../../server/protocol/headers.ts'
import { decodePath, decodeQueryComponent } from '../../../../server/protocol/percent.ts'
import { parseQuery } from '../../../../server/protocol/query.ts'
import { formatTimestamp, parseTimestamp } from '../../../../server/protocol/timestamp.ts'
import { parseXml } from '../../../../server/protocol/xml/parse.ts'
import { writeXml } from '../../../../server/protocol/xml/write.ts'
import { parseFunctionName } from '../../../../worker/functions/function-name.ts'
import { encodeKey } from '../../../../worker/manifest/encode-key.ts'
import { decodeKeys } from '../../../../worker/manifest/key-text.ts'
import { byteStringOf, textOf } from '../../../../worker/manifest/latin1.ts'
import { Defect, type FuzzTarget, firstLine, named } from '../target.ts'
import { isClientError, isJobFailure } from './refusals.ts'

const CALLER = { account: '123456789012', region: 'us-east-1', anonymous: false, accessKeyId: 'k', canonicalId: 'c' }
const BUCKET = { name: 'bucket', account: '123456789012', region: 'us-east-1' } as Parameters<
  typeof encryptionHeaders
>[1]
const SETTINGS = { auth: 'none', restoreDurationMs: 0, defaultRegion: 'us-east-1' } as const
const readHost = createHostReader(['s3.example'])

const READERS: ReadonlyMap<string, (text: string) => unknown> = new Map<string, (text: string) => unknown>([
  ['range', (text) => byteRange(text, 1000)],
  ['copy-source', parseCopySource],
  ['tagging', taggingHeader],
  ['etag', (text) => listsEtag(text, 'abc')],
  ['grant', (text) => grantHeaders({ GrantRead: text }, SETTINGS)],
  ['encryption', (text) => encryptionHeaders({ ServerSideEncryption: text, SSEKMSKeyId: text }, BUCKET, undefined)],
  [
    'customer-key',
    (text) => customerKeyMd5({ SSECustomerAlgorithm: 'AES256', SSECustomerKey: text, SSECustomerKeyMD5: text }),
  ],
  ['storage-class', storageClassOf],
  ['content-encoding', storedContentEncoding],
  ['metadata', sameMetadata],
  ['header-out', headerOut],
  ['host', readHost],
  ['credential', parseCredential],
  ['amz-date', (text) => parseAmzDate(text) ?? parseHttpDate(text)],
  ['moment', moment],
  ['integer', (text) => decodeScalar({ kind: 'integer' }, text, 'date-time')],
  ['double', (text) => decodeScalar({ kind: 'double' }, text, 'date-time')],
  ['blob', (text) => decodeScalar({ kind: 'blob' }, text, 'date-time')],
  ['query', (text) => parseQuery(text).has('a')],
  ['query-part', decodeQueryComponent],
  ['canonical', (text) => [canonicalPath(text), canonicalQuery(text)]],
  ['signature-v2', signV2],
  ['arn', parseArn],
  ['function', (text) => parseFunctionName(text, CALLER)],
  ['bucket', checkBucketName],
  ['pattern', (text) => matchesPattern(text, 'a'.repeat(500))],
  [
    'cors',
    (text) =>
      allowingRule([{ AllowedOrigins: [text], AllowedMethods: ['GET'] }], { origin: text, method: 'GET', headers: [] }),
  ],
  ['list-token', listToken],
  ['continuation-token', continuationToken],
  ['version-id', versionId],
  ['key', key],
])

/** Which reader, a line feed, and the text, its bytes as Node hands them over. */
export const texts: FuzzTarget = {
  seeds: 'texts',
  made: () => [...READERS.keys()].map((name) => Buffer.from(`${name}\nconstructor`)),
  words: [
    'bytes=',
    'bytes=0-',
    '-',
    'bucket/key',
    '?versionId=',
    'arn:aws:s3:::',
    'arn:aws:s3:us-east-1:123456789012:accesspoint/a/object/',
    'id="a"',
    'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    'emailAddress=',
    '=?UTF-8?B?',
    '?=',
    '=?utf-8?q?=0D=0A?=',
    '.s3.',
    '.s3-website-',
    '.amazonaws.com',
    '/20260102/us-east-1/s3/aws4_request',
    'T03:04:05Z',
    '+00:00',
    'AAAA',
    '==',
    'a=b&',
    '*a',
    '*',
    '**',
    '%25',
    'aws:kms',
    'AES256',
    'W/"a"',
    ' , ',
  ],
  maxBytes: 64 * 1024,
  weight: 30,
  run(input) {
    const [name, rest] = firstLine(input)
    named(READERS, name)(rest.toString('latin1'))
  },
  isRefusal: (error) => isClientError(error) || isJobFailure(error),
}

/** What is kept of a header comes back as one that cannot end its line. */
function sameMetadata(text: string): void {
  const stored = decodeWords(text)
  const sent = encodeWords(stored)
  if (/[\r\n]/.test(sent)) throw new Defect('metadata that breaks out of its header')
  if (decodeWords(sent) !== stored && stored.isWellFormed() && !stored.includes('=?'))
    throw new Defect('metadata that changes')
}

function headerOut(text: string): void {
  if (/[\0-\x08\x0a-\x1f\x7f]|[^\0-\xff]/.test(wireHeaderValue(text))) throw new Defect('a header that Node refuses')
}

function moment(text: string): void {
  for (const format of ['date-time', 'http-date', 'epoch-seconds'] as const) {
    const parsed = parseTimestamp(text, format)
    if (parsed !== undefined) formatTimestamp(parsed, format)
  }
}

function signV2(text: string): string {
  const credentials = {
    kind: 'header',
    version: 2,
    accessKeyId: 'k',
    account: undefined,
    region: 'us-east-1',
    service: 's3',
    signature: 's',
    expires: undefined,
    sessionToken: undefined,
  } as const
  return stringToSignV2({ method: 'GET', target: `/b?${text}`, headers: { 'x-amz-meta-a': text } }, credentials)
}

function listToken(text: string): void {
  const before = readListToken(text, CALLER)
  if (!Number.isSafeInteger(before) || writeListToken(before, CALLER) !== text)
    throw new Defect('a token that nobody gave')
}

function continuationToken(text: string): void {
  if (openToken(sealToken(text)) !== text) throw new Defect('a token that changes')
  openToken(text)
}

function versionId(text: string): void {
  const seq = seqOfVersionId(text)
  if (seq !== undefined && versionIdOf(seq) !== text) throw new Defect('two version ids for one version')
}

/** A key is the same in a path, in a manifest and in a document. */
function key(raw: string): void {
  const decoded = checkKey(decodePath(raw))
  if (decoded === '') return
  const cell = encodeKey(decoded)
  if (decodePath(cell) !== decoded) throw new Defect('a key that changes in a URL')
  const [again] = decodeKeys([byteStringOf(cell)], true)
  if (again !== decoded || textOf(byteStringOf(cell)) !== cell) throw new Defect('a key that changes in a manifest')
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/.test(decoded)) return
  const document = writeXml({ name: 'Key', attributes: {}, children: [], text: decoded })
  if (parseXml(document).text !== decoded) throw new Defect('a key that changes in a document')
}
