import { randomBytes } from 'node:crypto'

/** Ids in the form of a request's, for what S3 does by itself. */
export function serviceIds(): { readonly requestId: string; readonly hostId: string } {
  const bytes = randomBytes(65)
  return { requestId: bytes.toString('hex', 0, 8).toUpperCase(), hostId: bytes.toString('base64', 8) }
}
