import { S3Error } from '../../../db/model/s3-error.ts'

const MAX_PAGE = 1000

/** `max-keys` and its kin: at most 1,000 whatever is asked. @throws S3Error `InvalidArgument` */
export function pageLimit(asked: number | undefined, name: string): number {
  if (asked === undefined) return MAX_PAGE
  if (asked < 0 || asked > 2 ** 31 - 1) {
    throw new S3Error('InvalidArgument', {
      message: `Argument ${name} must be an integer between 0 and 2147483647`,
      detail: { ArgumentName: name, ArgumentValue: String(asked) },
    })
  }
  return Math.min(asked, MAX_PAGE)
}

/** Writes keys as the client wants them: as they are, or percent-encoded (`encoding-type=url`). */
export type KeyText = (text: string) => string

/** @throws S3Error `InvalidArgument` */
export function keyText(encodingType: string | undefined): KeyText {
  if (encodingType === undefined) return (text) => text
  if (encodingType === 'url') return encodeKey
  throw new S3Error('InvalidArgument', {
    message: 'Invalid Encoding Method specified in Request',
    detail: { ArgumentName: 'encoding-type', ArgumentValue: encodingType },
  })
}

/** All but unreserved characters and slashes. A blank becomes `%20`, which every client decodes alike. */
function encodeKey(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
