import { PutBucketReplicationCommand, type ReplicationRuleStatus } from '@aws-sdk/client-s3'
import type { JobOperation } from '@aws-sdk/client-s3-control'
import { LEGAL_HOLDS } from '../../../db/objects/local/rows/version-rows.ts'
import type { Database } from '../../../db/sqlite/open.ts'
import { ACCOUNT, ROLE } from '../../support/running-server.ts'
import { either } from '../support/form.ts'
import { type KillWorld, keepVersions, makeBuckets, putKeys } from './kill-world.ts'
import { persist } from './persist.ts'

/** What the kill test does with an operation, and how it sees that each task had its effect, and had it once. */
export interface KilledOperation {
  /** How often the manifest names each key. */
  readonly repeat: number
  /** A round's parameters differ from those of the round before, so that its effects can be told apart. */
  readonly operation: (round: number) => JobOperation
  /** False for those that succeed on keys that are not there. */
  readonly refuses: boolean
  readonly locked?: true
  readonly storageClass?: string
  /** The service makes the manifest. */
  readonly generated?: true
  /** Done before each job. @returns the objects it is to be about */
  readonly arrange?: (world: KillWorld, at: At) => Promise<readonly Entry[]>
  /** What lies in the store because of the round; without it all there is to see is in the report. */
  readonly effects?: (db: Database, at: At) => number
  /** What there are as many effects of. */
  readonly effectsAre?: 'tasks' | 'keys' | number
  /** What is made beside its bucket. */
  readonly furnish?: (world: KillWorld, bucket: string) => Promise<void>
}

/** An object as the manifest names it. */
export interface Entry {
  readonly key: string
  /** Where the operation wants one. */
  readonly versionId?: string
}

export interface At {
  readonly bucket: string
  readonly keys: readonly string[]
  readonly round: number
}

const OBJECTS = `SELECT count(*) AS n FROM version v JOIN attr a ON a.id = v.id
  JOIN bucket b ON b.id = v.bucket_id WHERE b.name = ? AND v.marker = 0 AND `

function count(db: Database, sql: string, ...bindings: readonly unknown[]): number {
  return (db.prepare(sql).get(...bindings) as { readonly n: number }).n
}

/** An operation on attributes: each key has the round's value. */
function attribute(
  operation: KilledOperation['operation'],
  condition: (round: number) => string,
  more: Partial<KilledOperation> = {},
): KilledOperation {
  return {
    repeat: MANY,
    operation,
    refuses: true,
    effects: (db, { bucket, round }) => count(db, OBJECTS + condition(round), bucket),
    effectsAre: 'keys',
    ...more,
  }
}

/** How often a key is named: a job is to be at work for most of its life. */
const MANY = either(10, 30)
const SOME = either(3, 8)
/** Keys that are put for a job alone. */
const FEW = 25

const DAY_MS = 86_400_000
const retainUntil = (round: number): number => Date.UTC(2090, 0, 1 + round)
const keyArn = (round: number): string => `arn:aws:kms:us-east-1:${ACCOUNT}:key/key-${round}`
/** Far enough from those of the round before that a midnight in between makes no difference. */
const days = (round: number): number => 10 + 3 * round

/** How the rows of a copy that left one version each are counted. */
const COPIES = `SELECT count(*) AS n FROM version v JOIN bucket b ON b.id = v.bucket_id
  WHERE b.name = ? AND v.key >= ? AND v.key < ?`

const TAGGING = attribute(
  (round) => ({ S3PutObjectTagging: { TagSet: [{ Key: 'round', Value: String(round) }] } }),
  (round) => `a.tagset IN (SELECT id FROM tagset WHERE body LIKE '%"${round}"%')`,
)

export const KILLED_OPERATIONS: Readonly<Record<string, KilledOperation>> = {
  S3PutObjectCopy: {
    repeat: MANY,
    operation: (round) => ({
      S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: `round-${round}` },
    }),
    refuses: true,
    effects: (db, { round }) => count(db, COPIES, 'target', `round-${round}/`, `round-${round}0`),
    effectsAre: 'tasks',
    async furnish(world) {
      await makeBuckets(world, ['target'])
      await keepVersions(world, ['target'])
    },
  },
  S3PutObjectTagging: TAGGING,
  S3DeleteObjectTagging: attribute(
    () => ({ S3DeleteObjectTagging: {} }),
    () => 'a.tagset = 0',
    {
      async arrange(world, { bucket, keys }) {
        // Enough to see that the job did something.
        await putKeys(world, bucket, keys.slice(0, FEW), { 'x-amz-tagging': 'to=go' })
        return keys.map((key) => ({ key }))
      },
    },
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
    (round) => ({ S3InitiateRestoreObject: { ExpirationInDays: days(round), GlacierJobTier: 'STANDARD' } }),
    (round) => `a.restore_expires BETWEEN ${Date.now() + (days(round) - 1) * DAY_MS}
      AND ${Date.now() + (days(round) + 1) * DAY_MS}`,
    { storageClass: 'GLACIER' },
  ),
  S3PutObjectLegalHold: attribute(
    (round) => ({ S3PutObjectLegalHold: { LegalHold: { Status: round % 2 === 0 ? 'ON' : 'OFF' } } }),
    (round) => `a.hold = ${LEGAL_HOLDS.indexOf(round % 2 === 0)}`,
    { locked: true },
  ),
  S3PutObjectRetention: attribute(
    (round) => ({
      S3PutObjectRetention: { Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(retainUntil(round)) } },
    }),
    (round) => `a.ret_until = ${retainUntil(round)}`,
    { locked: true },
  ),
  S3ComputeObjectChecksum: {
    repeat: SOME,
    refuses: true,
    operation: () => ({ S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32' } }),
  },
  S3UpdateObjectEncryption: attribute(
    (round) => ({ S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn: keyArn(round) } } } }),
    (round) => `a.encryption IN (SELECT id FROM encryption WHERE body LIKE '%/key-${round}"%')`,
  ),
  S3ReplicateObject: {
    repeat: MANY,
    refuses: true,
    operation: () => ({ S3ReplicateObject: {} }),
    effects: (db, { round }) => count(db, COPIES, 'replica', `r${round}/`, `r${round}0`),
    effectsAre: FEW,
    async furnish(world, bucket) {
      await makeBuckets(world, ['replica'])
      await keepVersions(world, [bucket, 'replica'])
    },
    /** Objects that were there before the rule. */
    async arrange(world, { bucket, keys, round }) {
      await persist(() => world.s3.send(replicationOf(bucket, 'Disabled')))
      // Few, as they are put anew for each job.
      const own = keys.slice(0, FEW).map((key) => `r${round}/${key}`)
      const versions = await putKeys(world, bucket, own)
      await persist(() => world.s3.send(replicationOf(bucket, 'Enabled')))
      return own.map((key, index) => ({ key, versionId: versions[index] ?? '' }))
    },
  },
  LambdaInvoke: {
    repeat: SOME,
    refuses: false,
    operation: () => ({
      LambdaInvoke: {
        FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:note`,
        InvocationSchemaVersion: '2.0',
      },
    }),
  },
}

/** More ways to begin: they are killed beside the operations. */
export const KILLED_BESIDE: Readonly<Record<string, KilledOperation>> = {
  'generated manifest': { ...TAGGING, generated: true, repeat: 1 },
}

export function replicationOf(Bucket: string, Status: ReplicationRuleStatus, to = 'replica') {
  return new PutBucketReplicationCommand({
    Bucket,
    ReplicationConfiguration: {
      Role: ROLE,
      Rules: [
        {
          ID: 'all',
          Status,
          Priority: 1,
          Filter: { Prefix: '' },
          DeleteMarkerReplication: { Status: 'Disabled' },
          Destination: { Bucket: `arn:aws:s3:::${to}` },
        },
      ],
    },
  })
}
