import { jobArn } from '../../db/model/arn.ts'
import type { Job, JobManifest, JobProgress, JobReport } from '../../db/model/job.ts'
import type {
  JobDescriptor,
  JobProgressSummary,
  JobManifest as ManifestElement,
  JobReport as ReportElement,
  S3GeneratedManifestDescriptor,
} from '../protocol/generated/s3control-types.ts'

/** What DescribeJob tells of a job; when each member is there is reference 1.4. */
export function jobDescriptor(job: Job): JobDescriptor {
  return {
    JobId: job.id,
    ConfirmationRequired: job.confirmationRequired,
    Description: job.description,
    JobArn: jobArn(job.region, job.account, job.id),
    Status: job.status,
    Manifest: job.manifest === undefined ? undefined : manifestElement(job.manifest),
    Operation: { [job.operation.name]: job.operation.parameters },
    Priority: job.priority,
    ProgressSummary: progressSummary(job.progress),
    StatusUpdateReason: job.statusReason,
    FailureReasons: job.failureReasons.map(({ code, reason }) => ({ FailureCode: code, FailureReason: reason })),
    Report: reportElement(job.report),
    CreationTime: new Date(job.createdMs),
    TerminationDate: job.terminatedMs === undefined ? undefined : new Date(job.terminatedMs),
    RoleArn: job.roleArn,
    SuspendedDate: job.suspendedMs === undefined ? undefined : new Date(job.suspendedMs),
    SuspendedCause: job.suspendedCause,
    ManifestGenerator: generatorElement(job),
    GeneratedManifestDescriptor: generatedManifest(job),
  }
}

/** `Timers` counts whole seconds (reference 11, question 23). */
export function progressSummary({ total, succeeded, failed, activeMs }: JobProgress): JobProgressSummary {
  return {
    TotalNumberOfTasks: total,
    NumberOfTasksSucceeded: succeeded,
    NumberOfTasksFailed: failed,
    Timers: { ElapsedTimeInActiveSeconds: Math.floor(activeMs / 1000) },
  }
}

function manifestElement({ format, fields, objectArn, objectVersionId, etag }: JobManifest): ManifestElement {
  return {
    Spec: { Format: format, Fields: fields },
    Location: { ObjectArn: objectArn, ObjectVersionId: objectVersionId, ETag: etag },
  }
}

function reportElement({ enabled, bucket, format, prefix, scope, expectedBucketOwner }: JobReport): ReportElement {
  return {
    Bucket: bucket,
    Format: format as ReportElement['Format'],
    Enabled: enabled,
    Prefix: prefix,
    ReportScope: scope,
    ExpectedBucketOwner: expectedBucketOwner,
  }
}

/** Stored as it was decoded, so it has the element's own form. */
function generatorElement({ manifestGenerator }: Job): JobDescriptor['ManifestGenerator'] {
  if (manifestGenerator === undefined) return undefined
  return { S3JobManifestGenerator: manifestGenerator } as unknown as JobDescriptor['ManifestGenerator']
}

function generatedManifest({ generatedManifest: made }: Job): S3GeneratedManifestDescriptor | undefined {
  if (made === undefined) return undefined
  return {
    Format: made.format as S3GeneratedManifestDescriptor['Format'],
    Location: { ObjectArn: made.objectArn, ETag: made.etag, ObjectVersionId: made.objectVersionId },
  }
}
