import { type ChecksumAlgorithm, parseAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import { createHasher } from '../../../db/model/checksum/hasher.ts'
import type { Encryption, ObjectChecksum, ObjectVersion } from '../../../db/model/object.ts'
import type { Body } from '../../../db/objects/object-reads.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import { unsupportedAlgorithm } from '../../http/body/claimed-checksum.ts'
import { objectEtag } from './object-etag.ts'

export interface CopyDigests {
  readonly etag: string
  readonly checksum: ObjectChecksum | undefined
  /** The algorithm that the request asked for. */
  readonly asked: ChecksumAlgorithm | undefined
}

const DEFAULT_CHECKSUM = 'CRC64NVME'

/**
 * ETag and checksum of a copy. They are the source's, unless the copy is told another algorithm, the source was
 * uploaded in parts (a copy is one piece), or encryption makes their ETags differ: then the body is read once.
 */
export async function copyDigests(
  store: ObjectStore,
  source: ObjectVersion,
  encryption: Encryption | undefined,
  asked: string | undefined,
): Promise<CopyDigests> {
  const algorithm = asked === undefined ? undefined : (parseAlgorithm(asked) ?? refuse())
  const wanted = algorithm ?? source.checksum?.algorithm ?? DEFAULT_CHECKSUM
  const known = source.checksum?.algorithm === wanted && source.checksum.type === 'FULL_OBJECT'
  const plain = source.encryption === undefined || source.encryption.kind === 'SSE-S3'
  if (known && plain && source.parts === undefined) {
    return { etag: objectEtag(source.etag, encryption), checksum: source.checksum, asked: algorithm }
  }
  const [md5 = '', value = ''] = await digestBody(await store.reads.open(source), [
    ['MD5', 'hex'],
    [wanted, 'base64'],
  ])
  return {
    etag: objectEtag(md5, encryption),
    checksum: { algorithm: wanted, type: 'FULL_OBJECT', value },
    asked: algorithm,
  }
}

function refuse(): never {
  throw unsupportedAlgorithm()
}

type Wanted = readonly [algorithm: ChecksumAlgorithm, encoding: 'hex' | 'base64']

async function digestBody(body: Body, wanted: readonly Wanted[]): Promise<readonly string[]> {
  const hashers = await Promise.all(wanted.map(async ([algorithm]) => createHasher(algorithm)))
  const chunks = body.kind === 'bytes' ? [body.bytes] : body.stream
  for await (const chunk of chunks) for (const hasher of hashers) hasher.update(chunk)
  return hashers.map((hasher, index) => Buffer.from(hasher.digest()).toString(wanted[index]?.[1] ?? 'hex'))
}
