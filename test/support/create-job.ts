import { CreateJobCommand, type CreateJobCommandInput, type S3ControlClient } from '@aws-sdk/client-s3-control'
import { ACCOUNT, ROLE } from './running-server.ts'

/** A request that is right in every way; tests change what they are about. */
export function jobRequest(changes: Partial<CreateJobCommandInput> = {}): CreateJobCommandInput {
  return {
    AccountId: ACCOUNT,
    ConfirmationRequired: false,
    Operation: { S3PutObjectTagging: { TagSet: [{ Key: 'seen', Value: 'yes' }] } },
    Report: { Enabled: false },
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: 'arn:aws:s3:::manifests/list.csv', ETag: '60e460c9d1046e73f7dde5043ac3ae85' },
    },
    Priority: 10,
    RoleArn: ROLE,
    ...changes,
  }
}

export async function createJob(
  control: S3ControlClient,
  changes: Partial<CreateJobCommandInput> = {},
): Promise<string> {
  const { JobId } = await control.send(new CreateJobCommand(jobRequest(changes)))
  return JobId ?? ''
}
