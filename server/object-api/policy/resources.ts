/** Which resources the policies of buckets and access points may name. */
import { bucketArn } from '../../../db/model/arn.ts'
import { matchesPattern } from './wildcard.ts'

export type Concerns = (resource: string) => boolean

/** The bucket itself, or what is in it. */
export function concernsBucket(bucket: string): Concerns {
  return (resource) => {
    const slash = resource.indexOf('/')
    const name = slash < 0 ? resource : resource.slice(0, slash)
    return matchesPattern(name.replace(/^arn:aws[a-z-]*:s3:::/, 'arn:aws:s3:::'), bucketArn(bucket))
  }
}

/** The access point itself, or `/object/` and what is behind it (User Guide, "Configuring IAM policies for access points"). */
export function concernsAccessPoint(arn: string): Concerns {
  return (resource) => {
    const mark = resource.indexOf('/object/')
    const name = mark < 0 ? resource : resource.slice(0, mark)
    return matchesPattern(name.replace(/^arn:aws[a-z-]*:s3:/, 'arn:aws:s3:'), arn)
  }
}
