import type { Grant } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiSettings } from '../handler.ts'
import { checkedGrantee, HEADER_NAMES } from './grantee.ts'

export interface GrantHeaders {
  readonly GrantFullControl?: string | undefined
  readonly GrantRead?: string | undefined
  readonly GrantReadACP?: string | undefined
  readonly GrantWrite?: string | undefined
  readonly GrantWriteACP?: string | undefined
}

const PERMISSIONS: readonly (readonly [keyof GrantHeaders, Grant['permission'], header: string])[] = [
  ['GrantFullControl', 'FULL_CONTROL', 'x-amz-grant-full-control'],
  ['GrantRead', 'READ', 'x-amz-grant-read'],
  ['GrantReadACP', 'READ_ACP', 'x-amz-grant-read-acp'],
  ['GrantWrite', 'WRITE', 'x-amz-grant-write'],
  ['GrantWriteACP', 'WRITE_ACP', 'x-amz-grant-write-acp'],
]

const GRANTEE_TYPES: ReadonlyMap<string, Grant['grantee']['type']> = new Map([
  ['id', 'id'],
  ['uri', 'uri'],
  ['emailaddress', 'email'],
])

/** The value in quotes, or bare. */
const GRANTEE = /^([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([^"\s][^"]*))$/

/**
 * `x-amz-grant-*`: lists of `id="…"`, `uri="…"`, `emailAddress="…"`. Undefined when none was sent.
 * @throws S3Error `InvalidArgument`, `UnresolvableGrantByEmailAddress`
 */
export function grantHeaders(input: GrantHeaders, settings: ObjectApiSettings): readonly Grant[] | undefined {
  const given = PERMISSIONS.filter(([member]) => input[member] !== undefined)
  if (given.length === 0) return undefined
  return given.flatMap(([member, permission, header]) =>
    (input[member] ?? '')
      .split(',')
      .map((entry) => ({ grantee: checkedGrantee(parseGrantee(entry, header), settings, HEADER_NAMES), permission })),
  )
}

function parseGrantee(entry: string, header: string): Grant['grantee'] {
  const [, name = '', quoted, bare] = GRANTEE.exec(entry.trim()) ?? []
  const type = GRANTEE_TYPES.get(name.toLowerCase())
  const value = quoted ?? bare ?? ''
  if (type !== undefined && value !== '') return { type, value }
  throw new S3Error('InvalidArgument', {
    message: 'Argument format not recognized',
    detail: { ArgumentName: header, ArgumentValue: entry.trim() },
  })
}
