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
  PartNumber: '1',
  CopySource: 'bucket/key',
}

export function madeRequests(): readonly Buffer[] {
  const sampled = [...operationsOf('s3'), ...operationsOf('s3control')].map((operation) =>
    requestOf(operation, withDocuments.has(operation.name) ? sampleDocument(operation) : ''),
  )
  const kept = readdirSync(FOLDER).flatMap((name) => {
    const [line, document] = firstLine(readFileSync(join(FOLDER, name)))
    const operation = withDocuments.get(line)
    return operation === undefined ? [] : [requestOf(operation, document.toString('utf8'))]
  })
  return [...sampled, ...kept].map((text) => Buffer.from(text))
}

function requestOf(operation: OperationModel, body: string): string {
  const { method, path, addressQuery, input } = operation
  const filled = path.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => TEXTS[name] ?? 'x')
  const query = addressQuery.map(([name, value]) => (value === undefined ? name : `${name}=${value}`))
  const given = input.members.filter(
    ({ required, binding }) => required && (binding === 'query' || binding === 'header'),
  )
  for (const member of given) if (member.binding === 'query') query.push(`${member.wireName}=${textOf(member)}`)
  const headers = given
    .filter(({ binding }) => binding === 'header')
    .map((member) => `${member.wireName}: ${textOf(member)}\r\n`)
  const target = query.length === 0 ? filled : `${filled}?${query.join('&')}`
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`
  return `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${headers.join('')}${length}\r\n${body}`
}

function textOf({ name, shape }: Member): string {
  const known = TEXTS[name]
  if (known !== undefined) return known
  if (shape.kind === 'integer') return '1'
  if (shape.kind === 'boolean') return 'true'
  return 'values' in shape && shape.values !== undefined ? ([...shape.values][0] ?? 'x') : 'x'
}
