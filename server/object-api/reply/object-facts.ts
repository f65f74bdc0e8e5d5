import type { Bucket, ObjectHeaders, ObjectVersion } from '../../../db/model/object.ts'
import { encodeWords } from '../request/encoded-words.ts'
import { DEFAULT_CONTENT_TYPE } from '../request/object-headers.ts'
import { encryptionMembers } from './encryption-members.ts'
import { restoreHeader } from './restore-header.ts'
import { readVersionId } from './version-id.ts'

/** Header members that GetObject and HeadObject have in common, whatever part of the object is asked for. */
export function objectFacts(bucket: Bucket, version: ObjectVersion, nowMs: number): Readonly<Record<string, unknown>> {
  const restore = restoreHeader(version, nowMs)
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.modifiedMs),
    ETag: `"${version.etag}"`,
    ...readVersionId(bucket, version.versionId),
    ...headerFacts(version.headers),
    ...encryptionMembers(version.encryption),
    ...(version.storageClass === 'STANDARD' ? {} : { StorageClass: version.storageClass }),
    ...(restore === undefined ? {} : { Restore: restore }),
    ...(version.replication === 'NONE' ? {} : { ReplicationStatus: version.replication }),
    ...(version.tags.length === 0 ? {} : { TagCount: version.tags.length }),
    ...lockFacts(version),
  }
}

function headerFacts(headers: ObjectHeaders): Readonly<Record<string, unknown>> {
  const facts: Record<string, unknown> = { ContentType: headers.contentType ?? DEFAULT_CONTENT_TYPE }
  if (headers.cacheControl !== undefined) facts['CacheControl'] = headers.cacheControl
  if (headers.contentDisposition !== undefined) facts['ContentDisposition'] = headers.contentDisposition
  if (headers.contentEncoding !== undefined) facts['ContentEncoding'] = headers.contentEncoding
  if (headers.contentLanguage !== undefined) facts['ContentLanguage'] = headers.contentLanguage
  if (headers.expires !== undefined) facts['Expires'] = headers.expires
  if (headers.websiteRedirectLocation !== undefined) {
    facts['WebsiteRedirectLocation'] = headers.websiteRedirectLocation
  }
  if (headers.metadata !== undefined) facts['Metadata'] = shownMetadata(headers.metadata)
  return facts
}

function shownMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, encodeWords(value)]))
}

function lockFacts({ retention, legalHold }: ObjectVersion): Readonly<Record<string, unknown>> {
  return {
    ...(retention === undefined
      ? {}
      : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: new Date(retention.untilMs) }),
    ...(legalHold ? { ObjectLockLegalHoldStatus: 'ON' } : {}),
  }
}
