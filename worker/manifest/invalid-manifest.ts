import { JobFailed } from '../job-failed.ts'

/** What a manifest can do wrong: the texts of `InvalidManifestContent` (reference 4.5). */
export const manifestDefects = {
  columns: 'Unexpected number of task fields',
  key: 'Invalid object key format',
  versionId: 'Invalid version ID format',
  format: 'Manifest file is not properly formatted',
  tooManyRows:
    'The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job',
} as const

export function invalidManifest(defect: keyof typeof manifestDefects): JobFailed {
  return new JobFailed('InvalidManifestContent', manifestDefects[defect])
}

export function missingSchemaFields(names: readonly string[]): JobFailed {
  return new JobFailed('InvalidManifestContent', `Required fields are missing in the schema: ${names.join(', ')}`)
}
