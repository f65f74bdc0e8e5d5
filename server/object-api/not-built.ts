import type { ObjectOperationName } from '../protocol/operations.ts'
import type { ImplementedObjectOperation } from './registry.ts'

type NotBuilt = Exclude<ObjectOperationName, ImplementedObjectOperation>

/** Operations of the model that answer `NotImplemented`, and why; the same list stands in docs/choices.md. */
export const NOT_BUILT: Readonly<Record<NotBuilt, string>> = {
  CreateSession: 'Sessions are for directory buckets, which are not emulated.',
  GetObjectTorrent: 'S3 ended BitTorrent in April 2022.',
  ListDirectoryBuckets: 'Directory buckets are not emulated.',
  RenameObject:
    'S3 renames objects in directory buckets only; in a general purpose bucket copy the object and delete it.',
  SelectObjectContent: 'S3 Select is closed to new customers since July 2024.',
  WriteGetObjectResponse: 'S3 Object Lambda is closed to new customers since November 2025.',
}

/** What a client is told of an operation that is not there. */
export function whyNotBuilt(operation: string): string {
  const reason = (NOT_BUILT as Readonly<Record<string, string | undefined>>)[operation]
  return `${operation} is not implemented by s3control-local.${reason === undefined ? '' : ` ${reason}`}`
}
