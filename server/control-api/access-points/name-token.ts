import { hash } from 'node:crypto'
import type { Caller } from '../../caller.ts'
import { ServiceError } from '../service-error.ts'

/** Where a listing of access points goes on: a name, sealed so that it holds for the account and Region it was made for. */
export function sealNameToken(name: string, caller: Caller): string {
  return Buffer.from(`${name}.${sealOf(name, caller)}`).toString('base64url')
}

/** @throws ServiceError `InvalidRequest` */
export function openNameToken(token: string, caller: Caller): string {
  const [, name, seal] = /^([a-z0-9-]+)\.([0-9a-f]{16})$/.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? []
  if (name === undefined || seal !== sealOf(name, caller)) {
    throw new ServiceError('InvalidRequest', 'The next token is not valid.')
  }
  return name
}

function sealOf(name: string, { account, region }: Caller): string {
  return hash('sha256', `ListAccessPoints ${account} ${region} ${name}`, 'hex').slice(0, 16)
}
