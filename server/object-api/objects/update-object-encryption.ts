import type { Encryption } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { UpdateObjectEncryptionRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { namedVersion } from './named-version.ts'

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/

export const updateObjectEncryption: ObjectHandler<UpdateObjectEncryptionRequest> = async (ports, request) => {
  checkDocument(request)
  const { SSEKMS: asked } = request.input.ObjectEncryption
  if (asked === undefined) throw new S3Error('MalformedXML')
  if (!KEY_ARN.test(asked.KMSKeyArn)) {
    throw new S3Error('InvalidArgument', {
      message: 'The KMS key must be given as a key ARN.',
      detail: { ArgumentName: 'KMSKeyArn', ArgumentValue: asked.KMSKeyArn },
    })
  }
  const { address } = await namedVersion(ports, request)
  const encryption: Encryption = {
    kind: 'SSE-KMS',
    keyArn: asked.KMSKeyArn,
    ...(asked.BucketKeyEnabled === undefined ? {} : { bucketKey: asked.BucketKeyEnabled }),
  }
  await ports.store.writes.change(address, { kind: 'updateEncryption', encryption })
  return { output: {} }
}
