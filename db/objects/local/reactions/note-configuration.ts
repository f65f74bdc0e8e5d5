import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import { type NotificationConfiguration, testedTargets } from '../../../model/notification-rules.ts'
import type { Bucket } from '../../../model/object.ts'
import type { ReplicationConfiguration } from '../../../model/replication-rules.ts'
import type { EffectBodies } from '../../effect-store.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { addEffect } from './add-effect.ts'

type Note = (context: WriteContext, bucket: Bucket, body: never) => void

/** What putting a configuration sets going, by its kind. */
const notes: Readonly<Record<string, Note>> = {
  [BUCKET_CONFIGURATIONS.notification](context, { name }, body: NotificationConfiguration) {
    const targets = testedTargets(body)
    if (targets.length > 0) addEffect(context, 'testEvent', { bucket: name, targets, cause: context.cause })
  },
  [BUCKET_CONFIGURATIONS.replication](context, { id }, body: ReplicationConfiguration) {
    const takesExisting = body.Rules.some(
      ({ Status, ExistingObjectReplication }) =>
        Status === 'Enabled' && ExistingObjectReplication?.Status === 'Enabled',
    )
    if (takesExisting) addEffect(context, 'replicateExisting', { bucket: id, key: '', seq: -1 })
  },
  [BUCKET_CONFIGURATIONS.lifecycle]: schedule(BUCKET_CONFIGURATIONS.lifecycle),
  [BUCKET_CONFIGURATIONS.intelligentTiering]: schedule(BUCKET_CONFIGURATIONS.lifecycle),
  [BUCKET_CONFIGURATIONS.inventory]: schedule(BUCKET_CONFIGURATIONS.inventory),
}

function schedule(kind: EffectBodies['schedule']['kind']): Note {
  return (context, { name: bucket }) => addEffect(context, 'schedule', { bucket, kind })
}

export function noteConfiguration(context: WriteContext, bucket: Bucket, kind: string, body: unknown): void {
  const note = notes[kind] as ((context: WriteContext, bucket: Bucket, body: unknown) => void) | undefined
  note?.(context, bucket, body)
}
