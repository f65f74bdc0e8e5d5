import { S3Error } from '../../db/model/s3-error.ts'
import type { Credentials, V4Credentials } from './credentials.ts'

const MAX_SKEW_MS = 15 * 60 * 1000

/** Refuses a presigned URL whose time is over; counts whether or not signatures are checked. */
export function checkExpiry(credentials: Credentials, nowMs: number): void {
  if (credentials.kind !== 'query') return
  const expiresAtMs =
    credentials.version === 2
      ? Number(credentials.expires) * 1000
      : credentials.signedAtMs + (credentials.expiresSeconds ?? 0) * 1000
  if (nowMs <= expiresAtMs) return
  throw new S3Error('AccessDenied', {
    message: 'Request has expired',
    detail: {
      ...(credentials.version === 4 ? { 'X-Amz-Expires': String(credentials.expiresSeconds) } : {}),
      Expires: isoSeconds(expiresAtMs),
      ServerTime: isoSeconds(nowMs),
    },
  })
}

/** Refuses a request signed more than 15 minutes before or after now, and a presigned URL from the future. */
export function checkSkew(credentials: V4Credentials, nowMs: number): void {
  const ahead = credentials.signedAtMs - nowMs
  if (credentials.kind === 'query') {
    if (ahead <= MAX_SKEW_MS) return
    throw new S3Error('AccessDenied', {
      message: 'Request is not yet valid',
      detail: { 'X-Amz-Date': credentials.amzDate, ServerTime: isoSeconds(nowMs) },
    })
  }
  if (credentials.kind === 'header') checkRequestTime(credentials.amzDate, credentials.signedAtMs, nowMs)
}

export function checkRequestTime(sent: string, signedAtMs: number, nowMs: number): void {
  if (Math.abs(signedAtMs - nowMs) <= MAX_SKEW_MS) return
  throw new S3Error('RequestTimeTooSkewed', {
    detail: {
      RequestTime: sent,
      ServerTime: isoSeconds(nowMs),
      MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
    },
  })
}

function isoSeconds(epochMs: number): string {
  return Number.isFinite(epochMs) && Math.abs(epochMs) < 8.64e15
    ? new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z')
    : String(epochMs)
}
