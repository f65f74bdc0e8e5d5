import type { JobOperation } from '@aws-sdk/client-s3-control'
import type { Database } from '../../../db/sqlite/open.ts'
import { ACCOUNT } from '../../support/running-server.ts'

/** What the kill test does with an operation, and how it sees that each task had its effect, and had it once. */
export interface KilledOperation {
  readonly bucket: 'source' | 'archive' | 'replicated'
  /** How often the manifest names each key. */
  readonly repeat: number
  /** A round's parameters differ from those of the round before, so that its effects can be told apart. */
  readonly operation: (round: number) => JobOperation
  /** False for those that succeed on keys that are not there. */
  readonly refuses: boolean
  /** What lies in the store because of the round; without it all there is to see is in the report. */
  readonly effects?: (db: Database, round: number) => number
  /** What there are as many effects of. */
  readonly effectsAre?: 'tasks' | 'keys'
}

const OBJECTS_OF = (bucket: string): string => `SELECT count(*) AS n FROM version v JOIN attr a ON a.id = v.id
  JOIN bucket b ON b.id = v.bucket_id WHERE b.name = '${bucket}' AND v.marker = 0 AND `

function count(db: Database, sql: string, ...bindings: readonly unknown[]): number {
  return (db.prepare(sql).get(...bindings) as { readonly n: number }).n
}

/** An operation on attributes: each key has the round's value. */
function attribute(
  operation: KilledOperation['operation'],
  condition: (round: number) => string,
  bucket: 'source' | 'archive' = 'source',
  repeat = 10,
): KilledOperation {
  return {
    bucket,
    repeat,
    operation,
    refuses: true,
    effects: (db, round) => count(db, OBJECTS_OF(bucket) + condition(round)),
    effectsAre: 'keys',
  }
}

const retainUntil = (round: number): Date => new Date(Date.UTC(2090, 0, 1 + round))
const keyArn = (round: number): string => `arn:aws:kms:us-east-1:${ACCOUNT}:key/key-${round}`

/** How the rows of a copy that left one version each are counted. */
const COPIES = `SELECT count(*) AS n FROM version v JOIN bucket b ON b.id = v.bucket_id
  WHERE b.name = 'target' AND v.key >= ? AND v.key < ?`

export const KILLED_OPERATIONS: Readonly<Record<string, KilledOperation>> = {
  S3PutObjectCopy: {
    bucket: 'source',
    repeat: 10,
    operation: (round) => ({
      S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: `round-${round}` },
    }),
    refuses: true,
    effects: (db, round) => count(db, COPIES, `round-${round}/`, `round-${round}0`),
    effectsAre: 'tasks',
  },
  S3PutObjectTagging: attribute(
    (round) => ({ S3PutObjectTagging: { TagSet: [{ Key: 'round', Value: String(round) }] } }),
    (round) => `a.tagset IN (SELECT id FROM tagset WHERE body LIKE '%"${round}"%')`,
  ),
  S3DeleteObjectTagging: attribute(
    () => ({ S3DeleteObjectTagging: {} }),
    () => 'a.tagset = 0',
  ),
  S3PutObjectAcl: attribute(
    (round) => ({
      S3PutObjectAcl: {
        AccessControlPolicy: {
          AccessControlList: {
            Owner: { ID: `owner-${round}` },
            Grants: [{ Grantee: { TypeIdentifier: 'id', Identifier: `reader-${round}` }, Permission: 'READ' }],
          },
        },
      },
    }),
    (round) => `a.acl IN (SELECT id FROM acl WHERE body LIKE '%reader-${round}"%')`,
  ),
  S3InitiateRestoreObject: attribute(
    () => ({ S3InitiateRestoreObject: { ExpirationInDays: 2, GlacierJobTier: 'STANDARD' } }),
    () => 'a.restore_ready > 0 AND a.restore_expires > a.restore_ready',
    'archive',
    1,
  ),
  S3PutObjectLegalHold: attribute(
    (round) => ({ S3PutObjectLegalHold: { LegalHold: { Status: round % 2 === 0 ? 'ON' : 'OFF' } } }),
    (round) => `a.hold = ${round % 2 === 0 ? 1 : 0}`,
  ),
  S3PutObjectRetention: attribute(
    (round) => ({ S3PutObjectRetention: { Retention: { Mode: 'GOVERNANCE', RetainUntilDate: retainUntil(round) } } }),
    (round) => `a.ret_until = ${retainUntil(round).getTime()}`,
  ),
  S3ComputeObjectChecksum: {
    bucket: 'source',
    repeat: 1,
    refuses: true,
    operation: () => ({ S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32' } }),
  },
  S3UpdateObjectEncryption: attribute(
    (round) => ({ S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn: keyArn(round) } } } }),
    (round) => `a.encryption IN (SELECT id FROM encryption WHERE body LIKE '%/key-${round}"%')`,
    'archive',
  ),
  S3ReplicateObject: {
    bucket: 'replicated',
    repeat: 1,
    refuses: true,
    operation: () => ({ S3ReplicateObject: {} }),
    effects: (db) => count(db, `${OBJECTS_OF('replica')} true`),
    effectsAre: 'keys',
  },
  LambdaInvoke: {
    bucket: 'source',
    repeat: 1,
    refuses: false,
    operation: () => ({
      LambdaInvoke: {
        FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:note`,
        InvocationSchemaVersion: '2.0',
      },
    }),
  },
}
