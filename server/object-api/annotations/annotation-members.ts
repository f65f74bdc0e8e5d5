import type { Annotation } from '../../../db/model/annotation.ts'
import type { Bucket, Encryption, ObjectVersion } from '../../../db/model/object.ts'
import { encryptionMembers } from '../reply/encryption-members.ts'
import { readVersionId } from '../reply/version-id.ts'

/** The version an annotation belongs to, told once versioning has ever been enabled. */
export function objectVersionId(bucket: Bucket, { versionId }: ObjectVersion): Readonly<Record<string, string>> {
  const { VersionId } = readVersionId(bucket, versionId)
  return VersionId === undefined ? {} : { ObjectVersionId: VersionId }
}

/** Annotations are encrypted as their object is (User Guide, "Annotating your objects"). */
export function annotationEncryption(encryption: Encryption | undefined): object {
  return { ServerSideEncryption: encryptionMembers(encryption)['ServerSideEncryption'] }
}

export function annotationReplication({ replication }: Annotation): object {
  return replication === 'NONE' ? {} : { ReplicationStatus: replication }
}
