/** The S3 Control operations that are implemented. One more is one file and one line here. */
import { later } from '../later.ts'
import type { S3ControlOperations } from '../protocol/generated/s3control-types.ts'
import type { ControlOperationName } from '../protocol/operations.ts'
import { createJob } from './create-job.ts'
import { deleteJobTagging } from './delete-job-tagging.ts'
import { describeJob } from './describe-job.ts'
import { getJobTagging } from './get-job-tagging.ts'
import type { ControlHandler } from './handler.ts'
import { listJobs } from './list-jobs.ts'
import { putJobTagging } from './put-job-tagging.ts'
import { updateJobPriority } from './update-job-priority.ts'
import { updateJobStatus } from './update-job-status.ts'

/** Files that a start does without. */
const accessPointPolicy = () => import('./access-points/access-point-policy.ts')
const createAccessPoint = () => import('./access-points/create-access-point.ts')
const deleteAccessPoint = () => import('./access-points/delete-access-point.ts')
const getAccessPoint = () => import('./access-points/get-access-point.ts')
const listAccessPoints = () => import('./access-points/list-access-points.ts')
const publicAccessBlock = () => import('./public-access-block/public-access-block.ts')
const tagResource = () => import('./tagging/tag-resource.ts')

export const controlHandlers = {
  CreateAccessPoint: later(createAccessPoint, 'createAccessPoint'),
  CreateJob: createJob,
  DeleteAccessPoint: later(deleteAccessPoint, 'deleteAccessPoint'),
  DeleteAccessPointPolicy: later(accessPointPolicy, 'deleteAccessPointPolicy'),
  DeleteJobTagging: deleteJobTagging,
  DeletePublicAccessBlock: later(publicAccessBlock, 'deletePublicAccessBlock'),
  DescribeJob: describeJob,
  GetAccessPoint: later(getAccessPoint, 'getAccessPoint'),
  GetAccessPointPolicy: later(accessPointPolicy, 'getAccessPointPolicy'),
  GetAccessPointPolicyStatus: later(accessPointPolicy, 'getAccessPointPolicyStatus'),
  GetJobTagging: getJobTagging,
  GetPublicAccessBlock: later(publicAccessBlock, 'getPublicAccessBlock'),
  ListAccessPoints: later(listAccessPoints, 'listAccessPoints'),
  ListJobs: listJobs,
  ListTagsForResource: later(tagResource, 'listTagsForResource'),
  PutAccessPointPolicy: later(accessPointPolicy, 'putAccessPointPolicy'),
  PutJobTagging: putJobTagging,
  PutPublicAccessBlock: later(publicAccessBlock, 'putPublicAccessBlock'),
  TagResource: later(tagResource, 'tagResource'),
  UntagResource: later(tagResource, 'untagResource'),
  UpdateJobPriority: updateJobPriority,
  UpdateJobStatus: updateJobStatus,
} satisfies { readonly [Name in ControlOperationName]?: ControlHandler<S3ControlOperations[Name]['input']> }

/** The handler of an operation; undefined when it is not implemented. The decoded input has the form it expects. */
export function controlHandler(name: string): ControlHandler | undefined {
  return Object.hasOwn(controlHandlers, name)
    ? (controlHandlers as unknown as Readonly<Record<string, ControlHandler>>)[name]
    : undefined
}
