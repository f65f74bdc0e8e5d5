import { abortPlan } from '../../../model/lifecycle.ts'
import { all } from '../../../sqlite/statement.ts'
import { dropUpload } from '../commands/drop-upload.ts'
import { releaseBlob } from '../rows/blob-rows.ts'
import { dueNow, type LifecyclePass } from './lifecycle-pass.ts'

interface UploadRow {
  readonly id: string
  readonly key: string
  readonly initiatedMs: number
}

/** Gives up uploads that were begun too long ago. @returns how many */
export function abortUploads(pass: LifecyclePass): number {
  const { context, bucket, rules } = pass
  if (rules.Rules.every(({ AbortIncompleteMultipartUpload }) => AbortIncompleteMultipartUpload === undefined)) return 0
  const sql = 'SELECT id, key, initiated_ms AS initiatedMs FROM upload WHERE bucket_id = ?'
  const aborted = all<UploadRow>(context.db, sql, bucket.id).filter((upload) => {
    const planned = abortPlan(rules, upload)
    return planned !== undefined && dueNow(pass, [planned]).length > 0
  })
  for (const { id } of aborted) dropUpload(context, id, (blob) => releaseBlob(context, blob))
  return aborted.length
}
