/** PutPublicAccessBlock, GetPublicAccessBlock and DeletePublicAccessBlock of an account. */
import { asPublicAccessBlock } from '../../../db/model/public-access-block.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockRequest,
  PutPublicAccessBlockRequest,
} from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { ServiceError } from '../service-error.ts'

export const putPublicAccessBlock: ControlHandler<PutPublicAccessBlockRequest> = async (
  { store },
  { input, caller },
) => {
  const { PublicAccessBlockConfiguration: asked } = input
  if (Object.values(asked).every((setting) => setting === undefined)) {
    throw new ServiceError('InvalidRequest', 'Must specify at least one configuration.')
  }
  await store.accessPoints.setAccountBlock(caller.account, asPublicAccessBlock(asked))
  return {}
}

export const getPublicAccessBlock: ControlHandler<GetPublicAccessBlockRequest> = async ({ store }, { caller }) => {
  const block = await store.accessPoints.accountBlock(caller.account)
  if (block === undefined) {
    throw new S3Error('NoSuchPublicAccessBlockConfiguration', { detail: { AccountId: caller.account } })
  }
  return { PublicAccessBlockConfiguration: block }
}

export const deletePublicAccessBlock: ControlHandler<DeletePublicAccessBlockRequest> = async (
  { store },
  { caller },
) => {
  await store.accessPoints.setAccountBlock(caller.account, undefined)
  return {}
}
