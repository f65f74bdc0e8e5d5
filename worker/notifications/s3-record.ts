import { bucketArn } from '../../db/model/arn.ts'
import { canonicalIdOf } from '../../db/model/canonical-id.ts'
import type { EventRule, ObjectEvents } from '../../db/model/object-event.ts'
import { hasSize, isOrdered, isRemoval, toldObject } from './event-object.ts'
import { serviceIds } from './service-ids.ts'

/**
 * An event of one object as queues, topics and functions get it. Source: User Guide, "Event message structure".
 */
export function s3Records(
  events: ObjectEvents,
  rule: EventRule,
  index: number,
): { readonly Records: readonly object[] } {
  const { event, cause, bucket } = events
  const { requestId, hostId } = cause ?? serviceIds()
  const record = {
    eventVersion: EVENT_VERSION,
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: new Date(events.timeMs).toISOString(),
    eventName: event,
    userIdentity: { principalId: cause === undefined ? SERVICE : principalOf(cause.account) },
    requestParameters: { sourceIPAddress: cause?.sourceIp ?? SERVICE },
    responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: rule.id,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: customerIdOf(bucket.account) },
        arn: bucketArn(bucket.name),
      },
      object: objectElement(events, index),
      ...annotationElement(events),
    },
    ...extraData(events, index),
  }
  return { Records: [record] }
}

/** One for all events since 2.4 (User Guide, "Event message structure"). */
const EVENT_VERSION = '2.5'

/** Who acts when nobody asked for it. */
const SERVICE = 's3.amazonaws.com'

function objectElement(events: ObjectEvents, index: number): object {
  const { key, size, etag, versionId, sequencer, annotated } = toldObject(events, index)
  return {
    key: encodeEventKey(key),
    ...(hasSize(events.event) ? { size } : {}),
    ...(isRemoval(events.event) ? {} : { eTag: etag }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(isOrdered(events.event) ? { sequencer } : {}),
    ...(annotated === undefined ? {} : { hasObjectAnnotation: annotated }),
  }
}

/** Where it stands is told by AWS's own readers of events (AWS SDK for Java, S3EventNotification). */
function annotationElement({ annotation }: ObjectEvents): object {
  if (annotation === undefined) return {}
  const { name, size, etag } = annotation
  return {
    objectAnnotation: [
      { name, ...(size === undefined ? {} : { size }), ...(etag === undefined ? {} : { eTag: etag }) },
    ],
  }
}

/** As a form field is encoded, but for the slashes: "red flower.jpg" becomes "red+flower.jpg" (User Guide). */
function encodeEventKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function extraData(events: ObjectEvents, index: number): object {
  const { event, restore, replication, destination } = events
  if (event === 'ObjectRestore:Completed' && restore?.expiresMs !== undefined) {
    const restoreEventData = {
      lifecycleRestorationExpiryTime: new Date(restore.expiresMs).toISOString(),
      lifecycleRestoreStorageClass: toldObject(events, index).storageClass,
    }
    return { glacierEventData: { restoreEventData } }
  }
  if (event === 'LifecycleTransition') {
    return { lifecycleEventData: { transitionEventData: { destinationStorageClass: destination } } }
  }
  if (event === 'IntelligentTiering') {
    return { intelligentTieringEventData: { destinationAccessTier: destination } }
  }
  if (replication === undefined) return {}
  return {
    replicationEventData: {
      replicationRuleId: replication.ruleId,
      destinationBucket: replication.destination,
      s3Operation: 'OBJECT_PUT',
      requestTime: new Date(events.timeMs).toISOString(),
      ...(replication.reason === undefined ? {} : { failureReason: replication.reason }),
    },
  }
}

function principalOf(account: string | undefined): string {
  return account === undefined ? 'Anonymous' : `AWS:${customerIdOf(account)}`
}

/** choice: in the form of AWS's ids of customers, made from the account. */
function customerIdOf(account: string): string {
  return `A${canonicalIdOf(account).slice(0, 13).toUpperCase()}`
}
