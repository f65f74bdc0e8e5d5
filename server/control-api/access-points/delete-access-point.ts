import type { DeleteAccessPointRequest } from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { addressOf } from './own-access-point.ts'

export const deleteAccessPoint: ControlHandler<DeleteAccessPointRequest> = async ({ store }, { input, caller }) => {
  await store.accessPoints.remove(addressOf(caller, input.Name))
  return {}
}
