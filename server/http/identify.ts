/** Who sends a request: account, region and canonical id, from its credentials. */
import { hash } from 'node:crypto'
import type { Clock } from '../../db/model/clock.ts'
import { type Authenticator, createAuthenticator } from '../auth/authenticator.ts'
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
  const keys = new Map(config.credentials.map((credential) => [credential.accessKeyId, credential]))
  const authenticator: Authenticator = createAuthenticator({
    mode: config.auth,
    defaultRegion: config.region,
    // Without verification a key stands for an account only by being one, so that `test` is the default account.
    findKey: (accessKeyId) => (config.auth === 'sigv4' ? keys.get(accessKeyId) : undefined),
  })
  return ({ request, target }, body) => {
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
    const anonymous = credentials.kind === 'anonymous'
    const owner = account ?? config.account
    const caller: Caller = {
      account: owner,
      anonymous,
      accessKeyId: anonymous ? undefined : credentials.accessKeyId,
      canonicalId: canonicalId(config, owner),
      region: anonymous ? config.region : credentials.region,
    }
    return { caller, keyAccount: account, chunkVerifier }
  }
}

/** The same caller acting for the account that an S3 Control request names. */
export function actingFor(caller: Caller, account: string, config: Config): Caller {
  return caller.account === account ? caller : { ...caller, account, canonicalId: canonicalId(config, account) }
}
