/** Amazon Resource Names, as far as S3 and S3 Control use them. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Parses `arn:partition:service:region:account:resource`; undefined when it is not of that form. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(':')
  if (parts.length < 6 || parts[0] !== 'arn') return undefined
  const [, partition = '', service = '', region = '', account = '', ...rest] = parts
  return { partition, service, region, account, resource: rest.join(':') }
}

/** The bucket that `arn:aws:s3:::bucket` names; undefined for other ARNs. */
export function bucketOfArn(text: string): string | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.service !== 's3' || arn.resource === '' || arn.resource.includes('/')) return undefined
  return arn.resource
}

/** Bucket and key of `arn:aws:s3:::bucket/key`. */
export function objectOfArn(text: string): { readonly bucket: string; readonly key: string } | undefined {
  const arn = parseArn(text)
  const slash = arn?.resource.indexOf('/') ?? -1
  if (arn === undefined || arn.service !== 's3' || slash < 1 || slash === arn.resource.length - 1) return undefined
  return { bucket: arn.resource.slice(0, slash), key: arn.resource.slice(slash + 1) }
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`
}

export function jobArn(region: string, account: string, jobId: string): string {
  return `arn:aws:s3:${region}:${account}:job/${jobId}`
}
