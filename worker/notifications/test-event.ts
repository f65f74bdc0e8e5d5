import type { EffectBodies } from '../../db/objects/effect-store.ts'
import type { Message } from './message.ts'
import { serviceIds } from './service-ids.ts'

/** What S3 sends to queues and topics when a bucket's notification configuration is put (User Guide). */
export function testEvents({ bucket, targets, cause }: EffectBodies['testEvent'], timeMs: number): readonly Message[] {
  const { requestId, hostId } = cause ?? serviceIds()
  const payload = {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(timeMs).toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: hostId,
  }
  return targets.map((target) => ({ target, payload }))
}
