import { S3Error } from '../../../db/model/s3-error.ts'

/**
 * How the body's bytes stand for the object's: as they are, or cut into chunks with a header line each ("aws-chunked").
 * Only `x-amz-content-sha256` tells: minio-go frames without `Content-Encoding: aws-chunked`, and a proxy may keep that
 * encoding on a plain body. Source: API Reference, "Signature calculations for the Authorization header:
 * transferring payload in multiple chunks".
 */
export type PayloadFraming =
  | { readonly kind: 'plain' /** Hex digest the body must have. */; readonly sha256: string | undefined }
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailers: boolean }

const CHUNKED: ReadonlyMap<string, PayloadFraming> = new Map(
  (
    [
      ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', false, true],
      ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', true, false],
      ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', true, true],
      ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', true, false],
      ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER', true, true],
    ] as const
  ).map(([name, signed, trailers]) => [name, { kind: 'chunked', signed, trailers }]),
)

const UNCHECKED: PayloadFraming = { kind: 'plain', sha256: undefined }

export function framingOf(contentSha256: string | undefined): PayloadFraming {
  if (contentSha256 === undefined || contentSha256 === 'UNSIGNED-PAYLOAD') return UNCHECKED
  if (/^[0-9a-fA-F]{64}$/.test(contentSha256)) return { kind: 'plain', sha256: contentSha256.toLowerCase() }
  const chunked = CHUNKED.get(contentSha256)
  if (chunked !== undefined) return chunked
  throw new S3Error('InvalidArgument', {
    message: `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ${[...CHUNKED.keys()].join(', ')} or a valid sha256 value.`,
    detail: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: contentSha256 },
  })
}

/**
 * The Content-Encoding to store: the one sent without `aws-chunked`, which describes the transfer and not the object.
 * Undefined when nothing is left.
 */
export function storedContentEncoding(sent: string | undefined): string | undefined {
  if (sent === undefined || !/aws-chunked/i.test(sent)) return sent
  const kept = sent
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked')
  return kept.length === 0 ? undefined : kept.join(',')
}
