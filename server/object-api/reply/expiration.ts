/** What a bucket's lifecycle rules will do, as responses announce it. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { abortPlan, expirationHeader, type LifecycleConfiguration } from '../../../db/model/lifecycle.ts'
import type { Bucket, ObjectVersion } from '../../../db/model/object.ts'
import type { ObjectApiPorts } from '../handler.ts'

/** `x-amz-expiration` of a current version. */
export async function expirationMember(
  ports: ObjectApiPorts,
  bucket: Bucket,
  version: ObjectVersion,
): Promise<{ readonly Expiration?: string }> {
  if (bucket.reactions === 0 || !version.isLatest) return {}
  const value = expirationHeader(await lifecycleOf(ports, bucket), version)
  return value === undefined ? {} : { Expiration: value }
}

/** When an upload will be given up, and by which rule. */
export async function abortMembers(
  ports: ObjectApiPorts,
  bucket: Bucket,
  upload: { readonly key: string; readonly initiatedMs: number },
): Promise<{ readonly AbortDate?: Date; readonly AbortRuleId?: string }> {
  if (bucket.reactions === 0) return {}
  const plan = abortPlan(await lifecycleOf(ports, bucket), upload)
  return plan === undefined ? {} : { AbortDate: new Date(plan.dueMs), AbortRuleId: plan.ruleId }
}

async function lifecycleOf({ store }: ObjectApiPorts, { name }: Bucket): Promise<LifecycleConfiguration | undefined> {
  return (await store.buckets.configuration(name, BUCKET_CONFIGURATIONS.lifecycle)) as
    | LifecycleConfiguration
    | undefined
}
