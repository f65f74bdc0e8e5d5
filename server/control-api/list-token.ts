import { hash } from 'node:crypto'
import type { Caller } from '../caller.ts'
import { ServiceError } from './service-error.ts'

/** Where a listing goes on: the number of a job, sealed so that it holds for the account and Region it was made for. */
export function writeListToken(before: number, caller: Caller): string {
  return Buffer.from(`${before}.${sealOf(before, caller)}`).toString('base64url')
}

/** @throws ServiceError `InvalidNextTokenException` */
export function readListToken(token: string, caller: Caller): number {
  const [, digits, seal] = /^(\d{1,15})\.([0-9a-f]{16})$/.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? []
  const before = Number(digits)
  if (digits === undefined || seal !== sealOf(before, caller)) {
    throw new ServiceError('InvalidNextTokenException', 'The next token is not valid.')
  }
  return before
}

function sealOf(before: number, { account, region }: Caller): string {
  return hash('sha256', `ListJobs ${account} ${region} ${before}`, 'hex').slice(0, 16)
}
