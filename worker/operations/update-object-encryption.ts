import { parseArn } from '../../db/model/arn.ts'
import type { Encryption } from '../../db/model/object.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import {
  type Application,
  type BatchOperation,
  LOCAL_OPERATION,
  type OperationTools,
  REQUEST_INVALID,
} from './batch-operation.ts'

interface EncryptionParameters {
  readonly ObjectEncryption?: {
    readonly SSEKMS?: { readonly KMSKeyArn?: string; readonly BucketKeyEnabled?: boolean }
  }
}

/** No alias: the whole ARN of a key (reference 7.11 and 1.2). */
const KEY_ARN = /^arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/

/** UpdateObjectEncryption for each entry: SSE-KMS is the one target, and no byte is moved (reference 7.11). */
export const updateObjectEncryption: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3UpdateObjectEncryption',
  validate: (parameters) => (KEY_ARN.test(keyArnOf(parameters)) ? undefined : REQUEST_INVALID),
  begin(job, tools) {
    const { parameters } = job.operation
    if (parseArn(keyArnOf(parameters))?.account !== job.account) return refuseAll(tools)
    return {
      kind: 'set',
      action: { kind: 'change', change: { kind: 'updateEncryption', encryption: encryptionOf(parameters) } },
    }
  },
}

function keyArnOf({ ObjectEncryption }: EncryptionParameters): string {
  return ObjectEncryption?.SSEKMS?.KMSKeyArn ?? ''
}

function encryptionOf({ ObjectEncryption }: EncryptionParameters): Encryption {
  return {
    kind: 'SSE-KMS',
    keyArn: ObjectEncryption?.SSEKMS?.KMSKeyArn ?? '',
    bucketKey: ObjectEncryption?.SSEKMS?.BucketKeyEnabled ?? false,
  }
}

/** A key of another account is denied to every object that is there (API Reference, UpdateObjectEncryption). */
function refuseAll({ store }: OperationTools): Application {
  return {
    kind: 'entries',
    concurrency: 1,
    async apply(entry) {
      const { deleteMarker } = await store.reads.version(entry)
      throw new S3Error(deleteMarker ? 'MethodNotAllowed' : 'AccessDenied')
    },
  }
}
