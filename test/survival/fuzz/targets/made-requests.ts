/** One request of every operation of both services, with every document that is kept as a seed. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Member, OperationModel } from '../../../../server/protocol/model.ts'
import { operationsOf } from '../../../../server/protocol/operations.ts'
import { firstLine } from '../target.ts'
import { sampleDocument, withDocuments } from './documents.ts'

export const UPLOAD_ID = 'abc'
export const JOB_ID = '0aeb5d4c-1b2c-4d3e-8f90-123456789abc'

const FOLDER = join(import.meta.dirname, '../../../../fixtures/fuzz/documents')
const TEXTS: Readonly<Record<string, string>> = {
  Bucket: 'bucket',
  Key: 'key',
  JobId: JOB_ID,
  UploadId: UPLOAD_ID,
  AccountId: '123456789012',
  ExpectedBucketOwner: '123456789012',
  ExpectedSourceBucketOwner: '123456789012',
  PartNumber: '1',
  CopySource: 'bucket/key',
}

/** One more for each parameter and header that may be left out: what a handler does about it is come to by nothing else. */
export function madeRequests(): readonly Buffer[] {
  const sampled = [...operationsOf('s3'), ...operationsOf('s3control')].flatMap((operation) => {
    const body = withDocuments.has(operation.name) ? sampleDocument(operation) : ''
    const more = operation.input.members.filter(
      (member) => !member.required && isBeside(member) && !CHECKSUM.test(member.wireName),
    )
    return [requestOf(operation, body), ...more.map((member) => requestOf(operation, body, member))]
  })
  const kept = readdirSync(FOLDER).flatMap((name) => {
    const [line, document] = firstLine(readFileSync(join(FOLDER, name)))
    const operation = withDocuments.get(line)
    const text = document.toString('utf8')
    return operation === undefined ? [] : [requestOf(operation, text), requestOf(operation, longer(text))]
  })
  return [...sampled, ...kept].map((text) => Buffer.from(text))
}

/** With lists of many members where there were two. */
function longer(document: string): string {
  return document.replaceAll(/<(\w+)>(?:(?!<\1>)[^])*?<\/\1>(?=\s*<\1>)/g, (item) => item.repeat(20))
}

/** Of the body: all that are wrong are refused in one place. */
const CHECKSUM = /^(?:x-amz-checksum-|content-md5$)/i

function isBeside({ binding }: Member): boolean {
  return binding === 'query' || binding === 'header'
}

function requestOf(operation: OperationModel, body: string, more?: Member): string {
  const { method, path, addressQuery, input } = operation
  // The model leaves the bucket out of the path, which may have it in its host.
  const inPath = operation.service === 's3' && input.members.some(({ name }) => name === 'Bucket')
  const bucket = inPath ? '/{Bucket}' : ''
  const filled = `${bucket}${path}`.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => TEXTS[name] ?? 'x')
  const query = addressQuery.map(([name, value]) => (value === undefined ? name : `${name}=${value}`))
  const given = input.members.filter((member) => member === more || (member.required && isBeside(member)))
  const valueOf = (member: Member): string => textOf(member, member === more ? LONG : 'x')
  for (const member of given) if (member.binding === 'query') query.push(`${member.wireName}=${valueOf(member)}`)
  const headers = given
    .filter(({ binding }) => binding === 'header')
    .map((member) => `${member.wireName}: ${valueOf(member)}\r\n`)
  const target = query.length === 0 ? filled : `${filled}?${query.join('&')}`
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`
  return `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${headers.join('')}${length}\r\n${body}`
}

/** No value is so long. */
const LONG = 'x'.repeat(100)

function textOf({ name, shape }: Member, free: string): string {
  const known = TEXTS[name]
  if (known !== undefined) return known
  if (shape.kind === 'integer') return '1'
  if (shape.kind === 'boolean') return 'true'
  if (shape.kind === 'timestamp') return 'Fri, 02 Jan 2026 03:04:05 GMT'
  return 'values' in shape && shape.values !== undefined ? ([...shape.values][0] ?? free) : free
}
