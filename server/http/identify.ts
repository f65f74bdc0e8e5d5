/** Who sends a request: account, region and canonical id, from its credentials. */
import { hash } from 'node:crypto'
import type { Clock } from '../../db/model/clock.ts'
import { type Authenticator, createAuthenticator } from '../auth/authenticator.ts'
import { ANONYMOUS, type Credentials } from '../auth/credentials.ts'
import type { FormFields } from '../auth/post-credentials.ts'
import type { Caller } from '../caller.ts'
import type { Config } from '../config.ts'
import { canonicalId } from '../object-api/accounts.ts'
import type { ChunkVerifier } from './body/chunk-verifier.ts'
import type { Exchange } from './exchange.ts'

export interface Identity {
  readonly caller: Caller
  /** The account that the key itself stands for; undefined when it stands for the default one. */
  readonly keyAccount: string | undefined
  /** Set when the body's chunks carry signatures that must be checked. */
  readonly chunkVerifier: ChunkVerifier | undefined
}

/** @param body the whole body, where it is at hand already: clients of STS sign a hash that they do not send */
export type Identify = (exchange: Exchange, body?: Uint8Array) => Identity

export function createIdentify(config: Config, clock: Clock): Identify {
  const authenticator = authenticatorOf(config)
  return ({ request, target }, body) => {
    // Browsers do not sign the request by which they ask whether they may send another.
    if (request.method === 'OPTIONS') {
      return { caller: callerOf(config, ANONYMOUS, undefined), keyAccount: undefined, chunkVerifier: undefined }
    }
    const { credentials, account, chunkVerifier } = authenticator.authenticate(
      {
        method: request.method ?? '',
        target: target.query === '' ? target.path : `${target.path}?${target.query}`,
        headers: request.headers,
        ...(target.hostBucket === undefined ? {} : { hostBucket: target.hostBucket }),
        ...(body === undefined || config.auth === 'none' ? {} : { payloadSha256: hash('sha256', body, 'hex') }),
      },
      clock.now(),
    )
    const caller = callerOf(config, credentials, account)
    return { caller, keyAccount: account, chunkVerifier }
  }
}

/** Who sends a browser's form. @throws S3Error when its signature is wrong */
export function createFormCaller(config: Config): (fields: FormFields) => Caller {
  const authenticator = authenticatorOf(config)
  return (fields) => {
    const { credentials, account } = authenticator.authenticatePost(fields)
    return callerOf(config, credentials, account)
  }
}

function authenticatorOf(config: Config): Authenticator {
  const keys = new Map(config.credentials.map((credential) => [credential.accessKeyId, credential]))
  return createAuthenticator({
    mode: config.auth,
    defaultRegion: config.region,
    // Without verification a key stands for an account only by being one, so that `test` is the default account.
    findKey: (accessKeyId) => (config.auth === 'sigv4' ? keys.get(accessKeyId) : undefined),
  })
}

function callerOf(config: Config, credentials: Credentials, keyAccount: string | undefined): Caller {
  const anonymous = credentials.kind === 'anonymous'
  const account = keyAccount ?? config.account
  return {
    account,
    anonymous,
    accessKeyId: anonymous ? undefined : credentials.accessKeyId,
    canonicalId: canonicalId(config, account),
    region: anonymous ? config.region : credentials.region,
  }
}

/** The same caller acting for the account that an S3 Control request names. */
export function actingFor(caller: Caller, account: string, config: Config): Caller {
  return caller.account === account ? caller : { ...caller, account, canonicalId: canonicalId(config, account) }
}
