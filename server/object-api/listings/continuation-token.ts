import { hash } from 'node:crypto'
import { S3Error } from '../../../db/model/s3-error.ts'

const SEAL_BYTES = 6

/** Where the next page starts, as text that means nothing to a client and cannot be made up by accident. */
export function sealToken(position: string): string {
  const bytes = Buffer.from(position)
  return Buffer.concat([sealOf(bytes), bytes]).toString('base64url')
}

/** @throws S3Error `InvalidArgument` when the token is none of ours */
export function openToken(token: string): string {
  const bytes = Buffer.from(token, 'base64url')
  const position = bytes.subarray(SEAL_BYTES)
  if (bytes.length <= SEAL_BYTES || !sealOf(position).equals(bytes.subarray(0, SEAL_BYTES))) {
    throw new S3Error('InvalidArgument', {
      message: 'The continuation token provided is incorrect',
      detail: { ArgumentName: 'continuation-token', ArgumentValue: token },
    })
  }
  return position.toString()
}

function sealOf(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer').subarray(0, SEAL_BYTES)
}
