/** Access points: their vocabulary, and the three texts that stand for one where a bucket is named. */
import { hash } from 'node:crypto'
import { parseArn } from './arn.ts'
import type { Tag } from './object.ts'
import type { PublicAccessBlock } from './public-access-block.ts'

/** Names are unique in an account and Region. */
export interface AccessPointAddress {
  readonly account: string
  readonly region: string
  readonly name: string
}

export interface AccessPoint extends AccessPointAddress {
  readonly alias: string
  readonly bucket: string
  readonly bucketAccount: string
  readonly createdMs: number
  /** Undefined: open to the internet. */
  readonly vpcId: string | undefined
  readonly publicAccessBlock: PublicAccessBlock
  /** The policy's text as it was put. */
  readonly policy: string | undefined
  readonly tags: readonly Tag[]
}

const ALIAS_SUFFIX = '-s3alias'
/** A name's beginning, 34 letters and digits, the suffix: at most the 63 characters of a bucket's name. */
const ALIAS_NAME = 20
const ALIAS_LETTERS = 34

/** User Guide, "Rules for naming access points". */
export function isAccessPointName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/.test(name) && !name.endsWith(ALIAS_SUFFIX)
}

export function accessPointArn({ account, region, name }: AccessPointAddress): string {
  return `arn:aws:s3:${region}:${account}:accesspoint/${name}`
}

export function accessPointObjectArn(address: AccessPointAddress, key: string): string {
  return `${accessPointArn(address)}/object/${key}`
}

/** The access point that an ARN names, with `/` or, as SDKs allow too, `:` before its name; undefined for any other text. */
export function accessPointOfArn(text: string): AccessPointAddress | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.service !== 's3') return undefined
  const name = /^accesspoint[/:]([^/:]+)$/.exec(arn.resource)?.[1]
  if (name === undefined || arn.region === '' || !/^\d{12}$/.test(arn.account)) return undefined
  return { account: arn.account, region: arn.region, name }
}

/** Whether a text that stands for a bucket is no bucket's name: bucket names have no colon and never end so. */
export function namesAccessPoint(bucket: string): boolean {
  return bucket.endsWith(ALIAS_SUFFIX) || bucket.startsWith('arn:')
}

/**
 * choice: AWS draws the letters; here they follow from what the access point is, so that a program that makes the same
 * ones again finds the same aliases.
 */
export function aliasOf({ account, region, name }: AccessPointAddress, bucket: string): string {
  const digest = hash('sha256', [account, region, name, bucket].join(' '), 'hex')
  const letters = BigInt(`0x${digest}`).toString(36).padStart(ALIAS_LETTERS, '0').slice(-ALIAS_LETTERS)
  return `${name.slice(0, ALIAS_NAME)}-${letters}${ALIAS_SUFFIX}`
}
