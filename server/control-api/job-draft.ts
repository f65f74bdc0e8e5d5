/** CreateJob's request → a JobDraft, with every check that the service makes in the call (reference 1.3, 2.3, 2.4). */
import { objectOfArn, parseArn } from '../../db/model/arn.ts'
import type { JobDraft, JobManifest, JobOperation, JobReport } from '../../db/model/job.ts'
import type { BatchOperation } from '../../worker/operations/batch-operation.ts'
import { findOperation } from '../../worker/operations/registry.ts'
import type { Caller } from '../caller.ts'
import type { CreateJobRequest } from '../protocol/generated/s3control-types.ts'
import { jobTags } from './job-tags.ts'
import { ServiceError } from './service-error.ts'

export function jobDraft(input: CreateJobRequest, caller: Caller): JobDraft {
  checkRole(input.RoleArn, caller)
  const operation = operationOf(input)
  const draft: JobDraft = {
    account: caller.account,
    region: caller.region,
    // Left out it counts as true: the service does so, whatever its documentation says (reference 4.3).
    confirmationRequired: input.ConfirmationRequired ?? true,
    description: input.Description,
    priority: input.Priority,
    roleArn: input.RoleArn,
    operation,
    report: reportOf(input.Report, caller),
    manifest: input.Manifest === undefined ? undefined : manifestOf(input.Manifest, caller),
    manifestGenerator: generatorOf(input),
    tags: jobTags(input.Tags ?? []),
  }
  if ((draft.manifest === undefined) === (draft.manifestGenerator === undefined)) throw invalidManifest()
  checkOperation(batchOperationOf(operation), draft)
  return draft
}

function checkRole(roleArn: string, caller: Caller): void {
  const role = parseArn(roleArn)
  if (role === undefined) throw new ServiceError('InvalidRequest', 'Invalid role arn')
  if (role.partition !== partitionOf(caller.region)) throw accessDenied()
  if (role.account !== caller.account) throw new ServiceError('AccessDenied', 'Cross-account pass role is not allowed')
}

/** Exactly one member of `Operation` is set. */
function operationOf({ Operation: operations }: CreateJobRequest): JobOperation {
  const set = Object.entries(operations).filter(([, parameters]) => parameters !== undefined)
  const [first, second] = set
  if (first === undefined || second !== undefined) throw requestInvalid()
  return { name: first[0], parameters: first[1] as JobOperation['parameters'] }
}

function batchOperationOf({ name }: JobOperation): BatchOperation {
  const operation = findOperation(name)
  if (operation === undefined) {
    throw new ServiceError('NotImplemented', `The operation ${name} is not implemented by s3control-local.`)
  }
  return operation
}

function checkOperation(operation: BatchOperation, { operation: { parameters }, manifest, report }: JobDraft): void {
  const violation = operation.validate(parameters, report)
  if (violation !== undefined) throw new ServiceError(violation.code, violation.message)
  if (!operation.needsVersionId || manifest?.format !== CSV) return
  if (manifest.fields?.includes('VersionId') !== true) {
    throw new ServiceError('InvalidRequest', 'Missing job manifest spec fields')
  }
}

const CSV = 'S3BatchOperations_CSV_20180820'

function reportOf(report: CreateJobRequest['Report'], caller: Caller): JobReport {
  const { Enabled: enabled, Bucket: bucket, Format: format, ReportScope: scope, Prefix: prefix } = report
  if (enabled && (bucket === undefined || format === undefined || scope === undefined)) {
    throw new ServiceError('InvalidRequest', 'A report that is enabled needs a Bucket, a Format and a ReportScope')
  }
  if (bucket !== undefined) checkResource(bucket, caller)
  const { ExpectedBucketOwner: expectedBucketOwner } = report
  return {
    enabled,
    ...(bucket === undefined ? {} : { bucket }),
    ...(format === undefined ? {} : { format }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(scope === undefined ? {} : { scope }),
    ...(expectedBucketOwner === undefined ? {} : { expectedBucketOwner }),
  }
}

const KEYED = ['Bucket', 'Key']

function manifestOf({ Spec, Location }: NonNullable<CreateJobRequest['Manifest']>, caller: Caller): JobManifest {
  const fields = Spec.Fields
  if (objectOfArn(Location.ObjectArn) === undefined) throw invalidManifest()
  checkResource(Location.ObjectArn, caller)
  // An inventory report brings its own schema; its Fields are not looked at (reference 5.1).
  if (Spec.Format === CSV) checkFields(fields ?? [])
  return {
    format: Spec.Format,
    fields,
    objectArn: Location.ObjectArn,
    objectVersionId: Location.ObjectVersionId,
    etag: Location.ETag,
  }
}

/** Bucket and Key are needed, and only `Ignore` may stand there twice (reference 5.2). */
function checkFields(fields: readonly string[]): void {
  const named = fields.filter((field) => field !== 'Ignore')
  const complete = KEYED.every((field) => named.includes(field))
  if (!complete || new Set(named).size !== named.length) throw invalidManifest()
}

/** choice: more than one string in a list of key constraints is refused, as the model's prose demands (reference 6). */
function generatorOf({ ManifestGenerator: generator }: CreateJobRequest): JobDraft['manifestGenerator'] {
  const made = generator?.S3JobManifestGenerator
  if (made === undefined) return undefined
  if (made.EnableManifestOutput && made.ManifestOutputLocation === undefined) throw requestInvalid()
  const constraints = Object.values(made.Filter?.KeyNameConstraint ?? {}) as readonly (readonly string[] | undefined)[]
  if (constraints.some((list) => list !== undefined && list.length > 1)) throw requestInvalid()
  return made as unknown as Readonly<Record<string, unknown>>
}

/** A resource of another partition, or one whose ARN names another account, is out of reach (reference 2.3). */
function checkResource(arn: string, caller: Caller): void {
  const parsed = parseArn(arn)
  if (parsed === undefined) throw requestInvalid()
  if (parsed.partition !== partitionOf(caller.region)) throw accessDenied()
  if (parsed.account !== '' && parsed.account !== caller.account) throw accessDenied()
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

function invalidManifest(): ServiceError {
  return new ServiceError('InvalidRequest', 'Invalid job manifest')
}

function requestInvalid(): ServiceError {
  return new ServiceError('InvalidRequest', 'Request invalid')
}

function accessDenied(): ServiceError {
  return new ServiceError('AccessDenied', 'Access Denied')
}
