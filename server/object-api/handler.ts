import type { Clock } from '../../db/model/clock.ts'
import type { Body } from '../../db/objects/object-reads.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import type { Caller } from '../caller.ts'
import type { ChunkVerifier } from '../http/body/chunk-verifier.ts'
import type { OperationModel } from '../protocol/model.ts'
import type { QueryParameters } from '../protocol/query.ts'
import type { ThroughAccessPoint } from './access-points/through-access-point.ts'
import type { DialectName } from './dialect.ts'

/** What an S3 operation may reach; wired once in `compose.ts`. */
export interface ObjectApiPorts {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly settings: ObjectApiSettings
  /**
   * Who sends a browser's form, by its fields (names in lower case).
   * @throws S3Error when its signature is wrong
   */
  readonly formCaller?: (fields: ReadonlyMap<string, string>) => Caller
}

export interface ObjectApiSettings {
  /** `none`: every key is accepted and owns what its account owns; `sigv4`: signatures, ACLs and policies are judged. */
  readonly auth: 'none' | 'sigv4'
  /** How long RestoreObject takes, in milliseconds of the emulator's clock. */
  readonly restoreDurationMs: number
  readonly defaultRegion: string
  /**
   * What a bucket is when its creator says nothing. `enforced` (the default, as on AWS since April 2023): ACLs are off and
   * public access is blocked. `classic`: as before, for programs and suites that were written then.
   */
  readonly newBuckets?: 'enforced' | 'classic'
  /** Whose answers to give where AWS and Ceph differ; AWS's by default. */
  readonly dialect?: DialectName | undefined
  /** The accounts that are known by more than their number; none by default. */
  readonly accounts?: readonly KnownAccount[]
  /** Multipart uploads that may be open at a time; any number unless told. */
  readonly maxOpenUploads?: number | undefined
}

export interface KnownAccount {
  /** 12 digits. */
  readonly account: string
  /** Canonical user id, where it is not derived from the account. */
  readonly canonicalId?: string
  /** Shown as `DisplayName`, which AWS stopped to send in November 2025. */
  readonly displayName?: string
  readonly email?: string
}

/** The bytes of a request as they come in; `aws-chunked` framing not yet taken off. */
export interface RequestBody {
  readonly source: AsyncIterable<Uint8Array>
  /** All of it at once instead; there when it is small, for which a stream is a detour. */
  readonly whole?: (() => Promise<Uint8Array>) | undefined
  /** `Content-Length`, when there was one. */
  readonly length: number | undefined
  /** Set when signatures are verified: checks those of a chunked body. */
  readonly verifier?: ChunkVerifier | undefined
}

/** One S3 request on its way through a handler. */
export interface ObjectRequest<Input = Readonly<Record<string, unknown>>> {
  readonly operation: OperationModel
  readonly bucket: string | undefined
  /** The access point that the request named in the bucket's place. */
  readonly accessPoint?: ThroughAccessPoint | undefined
  readonly key: string | undefined
  readonly query: QueryParameters
  /** Lower-case names, as Node gives them (latin1). */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Decoded by the model; streaming payloads left out. */
  readonly input: Input
  readonly body: RequestBody
  readonly caller: Caller
  readonly requestId: string
  /** `x-amz-id-2` of the response. */
  readonly hostId?: string | undefined
  /** Scheme and authority under which the client reached us, for `Location` elements. */
  readonly origin: string
  /** Address the request came from, where the transport knows it. */
  readonly remoteAddress?: string | undefined
}

export interface ObjectReply {
  /** By the model's output shape: headers and XML are made from it. */
  readonly output: Readonly<Record<string, unknown>>
  /** Instead of the model's status, for example 206. */
  readonly status?: number
  /** Beside what the model binds. */
  readonly headers?: Readonly<Record<string, string>>
  /** The streaming payload; with it the reply has no XML. */
  readonly body?: Body
}

export type ObjectHandler<Input = Readonly<Record<string, unknown>>> = (
  ports: ObjectApiPorts,
  request: ObjectRequest<Input>,
) => Promise<ObjectReply>
