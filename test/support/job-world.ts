import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { JobManifest, JobReport } from '@aws-sdk/client-s3-control'

/** Buckets `source`, `target`, `manifests` and `reports`, and objects of these keys in the first. */
export async function makeJobWorld(s3: S3Client, keys: readonly string[]): Promise<void> {
  for (const Bucket of ['source', 'target', 'manifests', 'reports']) await s3.send(new CreateBucketCommand({ Bucket }))
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'source', Key, Body: `body of ${Key}` }))
}

/** Puts a manifest of `source`'s keys; they are written as they are. */
export async function putManifest(s3: S3Client, rows: readonly string[], Key = 'list.csv'): Promise<JobManifest> {
  const Body = rows.map((row) => `source,${row}\n`).join('')
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'manifests', Key, Body }))
  return {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
    Location: { ObjectArn: `arn:aws:s3:::manifests/${Key}`, ETag },
  }
}

export const REPORT: JobReport = {
  Enabled: true,
  Bucket: 'arn:aws:s3:::reports',
  Format: 'Report_CSV_20180820',
  Prefix: 'out',
  ReportScope: 'AllTasks',
}

/** All objects of a bucket by key. */
export async function textsOf(s3: S3Client, Bucket: string): Promise<Record<string, string>> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  const texts: Record<string, string> = {}
  for (const { Key = '' } of Contents) texts[Key] = await textOf(s3, Bucket, Key)
  return texts
}

export async function textOf(s3: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return (await Body?.transformToString()) ?? ''
}
