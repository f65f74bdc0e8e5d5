import {
  DescribeJobCommand,
  type JobManifest,
  type JobOperation,
  type S3ControlClient,
} from '@aws-sdk/client-s3-control'
import { createJob } from '../../support/create-job.ts'
import { REPORT } from '../../support/job-world.ts'
import { ACCOUNT } from '../../support/running-server.ts'
import type { Random } from '../support/random.ts'

const OPERATIONS: readonly JobOperation[] = [
  { S3PutObjectTagging: { TagSet: [{ Key: 'load', Value: 'yes' }] } },
  { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target' } },
  { S3DeleteObjectTagging: {} },
  {
    S3PutObjectAcl: {
      AccessControlPolicy: {
        AccessControlList: {
          Owner: { ID: 'owner' },
          Grants: [{ Grantee: { TypeIdentifier: 'id', Identifier: 'reader' }, Permission: 'READ' }],
        },
      },
    },
  },
  { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32' } },
  {
    LambdaInvoke: {
      FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:note`,
      InvocationSchemaVersion: '2.0',
    },
  },
]

export interface QueuedJob {
  readonly id: string
  readonly priority: number
}

/** So many jobs at once, of all kinds and priorities. */
export function queueJobs(
  control: S3ControlClient,
  manifests: { readonly long: JobManifest; readonly short: JobManifest },
  { count, token, random }: { readonly count: number; readonly token: string; readonly random: Random },
): Promise<readonly QueuedJob[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const Operation = OPERATIONS[number % OPERATIONS.length] as JobOperation
      const priority = random.below(10)
      const id = await createJob(control, {
        ClientRequestToken: `${token}-${number}`,
        Manifest: Operation.LambdaInvoke === undefined ? manifests.long : manifests.short,
        Operation,
        Priority: priority,
        Report: REPORT,
      })
      return { id, priority }
    }),
  )
}

export async function describe(control: S3ControlClient, JobId: string) {
  const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
  return Job
}
