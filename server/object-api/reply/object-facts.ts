import type { Bucket, ObjectHeaders, ObjectVersion } from '../../../db/model/object.ts'
import { isHeaderToken } from '../../protocol/headers.ts'
import { encodeWords } from '../request/encoded-words.ts'
import { DEFAULT_CONTENT_TYPE } from '../request/object-headers.ts'
import { encryptionMembers } from './encryption-members.ts'
import { restoreHeader } from './restore-header.ts'
import { readVersionId } from './version-id.ts'

/**
 * Header members that GetObject and HeadObject have in common, whatever part of the object is asked for. One object, filled
 * member by member: putting it together from many costs as much as all the rest of a small GET's reply.
 */
export function objectFacts(bucket: Bucket, version: ObjectVersion, nowMs: number): Record<string, unknown> {
  const restore = restoreHeader(version, nowMs)
  const facts: Record<string, unknown> = {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.modifiedMs),
    ETag: `"${version.etag}"`,
    ContentType: version.headers.contentType ?? DEFAULT_CONTENT_TYPE,
  }
  addHeaderFacts(facts, version.headers)
  Object.assign(facts, readVersionId(bucket, version.versionId), encryptionMembers(version.encryption))
  if (version.storageClass !== 'STANDARD') facts['StorageClass'] = version.storageClass
  if (restore !== undefined) facts['Restore'] = restore
  if (version.replication !== 'NONE') facts['ReplicationStatus'] = version.replication
  if (version.tags.length > 0) facts['TagCount'] = version.tags.length
  addLockFacts(facts, version)
  return facts
}

function addHeaderFacts(facts: Record<string, unknown>, headers: ObjectHeaders): void {
  if (headers.cacheControl !== undefined) facts['CacheControl'] = headers.cacheControl
  if (headers.contentDisposition !== undefined) facts['ContentDisposition'] = headers.contentDisposition
  if (headers.contentEncoding !== undefined) facts['ContentEncoding'] = headers.contentEncoding
  if (headers.contentLanguage !== undefined) facts['ContentLanguage'] = headers.contentLanguage
  if (headers.expires !== undefined) facts['Expires'] = headers.expires
  if (headers.websiteRedirectLocation !== undefined) {
    facts['WebsiteRedirectLocation'] = headers.websiteRedirectLocation
  }
  if (headers.metadata !== undefined) addMetadataFacts(facts, headers.metadata)
}

/** Forms and jobs can give names that no header may have: those are counted instead (API Reference, x-amz-missing-meta). */
function addMetadataFacts(facts: Record<string, unknown>, metadata: Readonly<Record<string, string>>): void {
  const all = Object.entries(metadata)
  const shown = all.filter(([name]) => isHeaderToken(name))
  facts['Metadata'] = Object.fromEntries(shown.map(([name, value]) => [name, encodeWords(value)]))
  if (shown.length < all.length) facts['MissingMeta'] = all.length - shown.length
}

function addLockFacts(facts: Record<string, unknown>, { retention, legalHold }: ObjectVersion): void {
  if (retention !== undefined) {
    facts['ObjectLockMode'] = retention.mode
    facts['ObjectLockRetainUntilDate'] = new Date(retention.untilMs)
  }
  if (legalHold !== undefined) facts['ObjectLockLegalHoldStatus'] = legalHold ? 'ON' : 'OFF'
}
