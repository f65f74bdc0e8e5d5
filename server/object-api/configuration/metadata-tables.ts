import type { Bucket } from '../../../db/model/object.ts'

/** The table bucket that AWS manages for an account and Region (User Guide, "AWS managed tables and table buckets"). */
export function tableDestination(bucket: Bucket): {
  readonly TableBucketType: string
  readonly TableBucketArn: string
  readonly TableNamespace: string
} {
  return {
    TableBucketType: 'aws',
    TableBucketArn: `arn:aws:s3tables:${bucket.region}:${bucket.account}:bucket/aws-s3`,
    TableNamespace: `b_${bucket.name}`,
  }
}

export function tableResult(bucket: Bucket, table: string): object {
  const { TableBucketArn } = tableDestination(bucket)
  return { TableStatus: 'ACTIVE', TableName: table, TableArn: `${TableBucketArn}/table/${table}` }
}
