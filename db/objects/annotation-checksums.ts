import type { Annotation } from '../model/annotation.ts'
import type { ChecksumAlgorithm } from '../model/checksum/algorithm.ts'
import { checksumOf, createHasher } from '../model/checksum/hasher.ts'
import type { ObjectAddress, ObjectChecksum } from '../model/object.ts'
import type { AnnotationStore } from './annotation-store.ts'
import type { SourceChecksum } from './object-writes.ts'

/** Checksums of all annotations of a version: what a copy with another algorithm gives to its own. */
export async function annotationChecksums(
  annotations: AnnotationStore,
  address: ObjectAddress,
  algorithm: ChecksumAlgorithm,
): Promise<readonly SourceChecksum[]> {
  // A replica keeps what was deleted in its source, and may have more than a version can be given.
  const { found } = await annotations.list(address, { prefix: '', limit: Number.MAX_SAFE_INTEGER })
  const checksums: SourceChecksum[] = []
  // One after the other: a thousand payloads of a megabyte must not lie in memory together.
  for (const annotation of found) {
    const checksum = await checksumOfAnnotation(annotations, annotation, algorithm)
    checksums.push({ blob: annotation.blob, checksum })
  }
  return checksums
}

async function checksumOfAnnotation(
  annotations: AnnotationStore,
  annotation: Annotation,
  algorithm: ChecksumAlgorithm,
): Promise<ObjectChecksum> {
  if (annotation.checksum?.algorithm === algorithm) return annotation.checksum
  const body = await annotations.open(annotation)
  const digest =
    body.kind === 'bytes' ? await checksumOf(algorithm, body.bytes) : await digestOf(algorithm, body.stream)
  return { algorithm, type: 'FULL_OBJECT', value: Buffer.from(digest).toString('base64') }
}

async function digestOf(algorithm: ChecksumAlgorithm, stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const hasher = await createHasher(algorithm)
  for await (const chunk of stream) hasher.update(chunk)
  return hasher.digest()
}
