/** The S3 Control operations that are implemented. One more is one file and one line here. */
import type { S3ControlOperations } from '../protocol/generated/s3control-types.ts'
import type { ControlOperationName } from '../protocol/operations.ts'
import {
  deleteAccessPointPolicy,
  getAccessPointPolicy,
  getAccessPointPolicyStatus,
  putAccessPointPolicy,
} from './access-points/access-point-policy.ts'
import { createAccessPoint } from './access-points/create-access-point.ts'
import { deleteAccessPoint } from './access-points/delete-access-point.ts'
import { getAccessPoint } from './access-points/get-access-point.ts'
import { listAccessPoints } from './access-points/list-access-points.ts'
import { createJob } from './create-job.ts'
import { deleteJobTagging } from './delete-job-tagging.ts'
import { describeJob } from './describe-job.ts'
import { getJobTagging } from './get-job-tagging.ts'
import type { ControlHandler } from './handler.ts'
import { listJobs } from './list-jobs.ts'
import {
  deletePublicAccessBlock,
  getPublicAccessBlock,
  putPublicAccessBlock,
} from './public-access-block/public-access-block.ts'
import { putJobTagging } from './put-job-tagging.ts'
import { listTagsForResource, tagResource, untagResource } from './tagging/tag-resource.ts'
import { updateJobPriority } from './update-job-priority.ts'
import { updateJobStatus } from './update-job-status.ts'

export const controlHandlers = {
  CreateAccessPoint: createAccessPoint,
  CreateJob: createJob,
  DeleteAccessPoint: deleteAccessPoint,
  DeleteAccessPointPolicy: deleteAccessPointPolicy,
  DeleteJobTagging: deleteJobTagging,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  DescribeJob: describeJob,
  GetAccessPoint: getAccessPoint,
  GetAccessPointPolicy: getAccessPointPolicy,
  GetAccessPointPolicyStatus: getAccessPointPolicyStatus,
  GetJobTagging: getJobTagging,
  GetPublicAccessBlock: getPublicAccessBlock,
  ListAccessPoints: listAccessPoints,
  ListJobs: listJobs,
  ListTagsForResource: listTagsForResource,
  PutAccessPointPolicy: putAccessPointPolicy,
  PutJobTagging: putJobTagging,
  PutPublicAccessBlock: putPublicAccessBlock,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateJobPriority: updateJobPriority,
  UpdateJobStatus: updateJobStatus,
} satisfies { readonly [Name in ControlOperationName]?: ControlHandler<S3ControlOperations[Name]['input']> }

/** The handler of an operation; undefined when it is not implemented. The decoded input has the form it expects. */
export function controlHandler(name: string): ControlHandler | undefined {
  return Object.hasOwn(controlHandlers, name)
    ? (controlHandlers as unknown as Readonly<Record<string, ControlHandler>>)[name]
    : undefined
}
