import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Caller } from '../../caller.ts'
import { newRequestIds } from '../../http/request-ids.ts'
import type { ObjectRequest, RequestBody } from '../../object-api/handler.ts'
import { type ObjectOperationName, objectOperation } from '../../protocol/operations.ts'
import { parseQuery } from '../../protocol/query.ts'
import type { SeedBody } from './seed.ts'

/** What a seed asks of an operation, as if it had come over the wire. */
export function seedRequest<Input extends object>(
  name: ObjectOperationName,
  caller: Caller,
  input: Input & { readonly Bucket: string; readonly Key?: string },
  { md5, body = NO_BODY }: { readonly md5?: string | undefined; readonly body?: RequestBody } = {},
): ObjectRequest<Input> {
  return {
    operation: objectOperation(name),
    bucket: input.Bucket,
    key: input.Key,
    query: NO_QUERY,
    headers: md5 === undefined ? {} : { 'content-md5': md5 },
    input,
    body,
    caller,
    ...newRequestIds(),
    origin: 'http://localhost',
  }
}

const NO_QUERY = parseQuery('')
const NO_BYTES = new Uint8Array()
const NO_BODY: RequestBody = wholeBody(NO_BYTES.length, async () => NO_BYTES)

/** Larger files are streams. */
const WHOLE_BYTES = 65_536

export function requestBody(body: SeedBody): RequestBody {
  if (body.kind === 'bytes') return wholeBody(body.bytes.length, async () => body.bytes)
  const { path, size } = body
  if (size <= WHOLE_BYTES) return wholeBody(size, async () => new Uint8Array(await readFile(path)))
  return { length: size, source: { [Symbol.asyncIterator]: () => createReadStream(path)[Symbol.asyncIterator]() } }
}

function wholeBody(length: number, whole: () => Promise<Uint8Array>): RequestBody {
  return {
    length,
    whole,
    source: {
      async *[Symbol.asyncIterator]() {
        yield await whole()
      },
    },
  }
}

/** Base64, as a header says it. */
export async function md5Of(body: SeedBody): Promise<string> {
  return hash('md5', body.kind === 'bytes' ? body.bytes : await readFile(body.path), 'base64')
}
