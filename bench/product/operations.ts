/** The operation's element of CreateJob, with values that differ from call to call: an update to what is there already costs less. */
export type OperationXml = (turn: number) => string

export const OPERATIONS = {
  S3PutObjectTagging: (turn) =>
    `<S3PutObjectTagging><TagSet><member><Key>turn</Key><Value>${turn}</Value></member></TagSet></S3PutObjectTagging>`,
  S3DeleteObjectTagging: () => '<S3DeleteObjectTagging/>',
  S3PutObjectLegalHold: (turn) =>
    `<S3PutObjectLegalHold><LegalHold><Status>${turn % 2 === 1 ? 'ON' : 'OFF'}</Status></LegalHold></S3PutObjectLegalHold>`,
  S3PutObjectRetention: (turn) =>
    `<S3PutObjectRetention><BypassGovernanceRetention>true</BypassGovernanceRetention><Retention><RetainUntilDate>${2040 + turn}-01-01T00:00:00Z</RetainUntilDate><Mode>GOVERNANCE</Mode></Retention></S3PutObjectRetention>`,
  S3PutObjectAcl: (turn) =>
    `<S3PutObjectAcl><AccessControlPolicy><CannedAccessControlList>${turn % 2 === 1 ? 'public-read' : 'private'}</CannedAccessControlList></AccessControlPolicy></S3PutObjectAcl>`,
  S3InitiateRestoreObject: (turn) =>
    `<S3InitiateRestoreObject><ExpirationInDays>${turn + 1}</ExpirationInDays><GlacierJobTier>BULK</GlacierJobTier></S3InitiateRestoreObject>`,
} as const satisfies Readonly<Record<string, OperationXml>>

export type MetadataOperation = keyof typeof OPERATIONS

export const METADATA_OPERATIONS = Object.keys(OPERATIONS) as readonly MetadataOperation[]

export function copyXml(bucket: string, prefix: string): string {
  return `<S3PutObjectCopy><TargetResource>arn:aws:s3:::${bucket}</TargetResource><TargetKeyPrefix>${prefix}</TargetKeyPrefix></S3PutObjectCopy>`
}
