import { randomUUID } from 'node:crypto'
import { bucketArn } from '../../db/model/arn.ts'
import type { ObjectEventName, ObjectEvents } from '../../db/model/object-event.ts'
import { hasSize, isOrdered, isRemoval, toldObject } from './event-object.ts'
import { serviceIds } from './service-ids.ts'

/** Of the schema of `detail`. */
const EVENT_VERSION = '1.1'

/** An event of one object as it comes to an event bus. Source: User Guide, "EventBridge event message structure". */
export function eventBridgeEvent(events: ObjectEvents, index: number): object {
  const { bucket, cause, event, timeMs } = events
  const { detailType, ...more } = DETAILS[event] ?? { detailType: event }
  const { key, size, etag, versionId, sequencer, annotated } = toldObject(events, index)
  return envelope({
    detailType,
    account: bucket.account,
    region: bucket.region,
    timeMs,
    resources: [bucketArn(bucket.name)],
    detail: {
      version: '0',
      'event-version': EVENT_VERSION,
      bucket: { name: bucket.name },
      object: {
        key,
        ...(hasSize(event) ? { size } : {}),
        ...(isRemoval(event) ? {} : { etag }),
        ...(versionId === undefined ? {} : { 'version-id': versionId }),
        ...(isOrdered(event) ? { sequencer } : {}),
        ...(annotated === undefined ? {} : { 'has-object-annotation': annotated }),
      },
      'request-id': cause?.requestId ?? serviceIds().requestId,
      requester: cause === undefined ? 's3.amazonaws.com' : (cause.account ?? 'anonymous'),
      ...(cause === undefined ? {} : { 'source-ip-address': cause.sourceIp }),
      ...more,
      ...storageDetail(events, index),
      ...(events.annotation === undefined ? {} : { 'object-annotation': events.annotation }),
    },
  })
}

export interface EnvelopeParts {
  readonly detailType: string
  readonly account: string
  readonly region: string
  readonly timeMs: number
  readonly resources: readonly string[]
  readonly detail: object
}

/** What every event on a bus has around it. */
export function envelope({ detailType, account, region, timeMs, resources, detail }: EnvelopeParts): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.s3',
    account,
    time: secondsOf(timeMs),
    region,
    resources,
    detail,
  }
}

/** Without a fraction. */
export function secondsOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

type Detail = { readonly detailType: string; readonly [name: string]: string }

const created = (reason: string): Detail => ({ detailType: 'Object Created', reason })
const deleted = (reason: string, type: string): Detail => ({
  detailType: 'Object Deleted',
  reason,
  'deletion-type': type,
})

const DETAILS: Readonly<Partial<Record<ObjectEventName, Detail>>> = {
  'ObjectCreated:Put': created('PutObject'),
  'ObjectCreated:Post': created('POST Object'),
  'ObjectCreated:Copy': created('CopyObject'),
  'ObjectCreated:CompleteMultipartUpload': created('CompleteMultipartUpload'),
  'ObjectRemoved:Delete': deleted('DeleteObject', 'Permanently Deleted'),
  'ObjectRemoved:DeleteMarkerCreated': deleted('DeleteObject', 'Delete Marker Created'),
  'LifecycleExpiration:Delete': deleted('Lifecycle Expiration', 'Permanently Deleted'),
  'LifecycleExpiration:DeleteMarkerCreated': deleted('Lifecycle Expiration', 'Delete Marker Created'),
  'ObjectRestore:Post': { detailType: 'Object Restore Initiated' },
  'ObjectRestore:Completed': { detailType: 'Object Restore Completed' },
  'ObjectRestore:Delete': { detailType: 'Object Restore Expired' },
  LifecycleTransition: { detailType: 'Object Storage Class Changed' },
  IntelligentTiering: { detailType: 'Object Access Tier Changed' },
  'ObjectAcl:Put': { detailType: 'Object ACL Updated' },
  'ObjectTagging:Put': { detailType: 'Object Tags Added' },
  'ObjectTagging:Delete': { detailType: 'Object Tags Deleted' },
  'ObjectAnnotation:Put': { detailType: 'Object Annotation Created', reason: 'PutObjectAnnotation' },
  'ObjectAnnotation:Delete': { detailType: 'Object Annotation Removed', reason: 'DeleteObjectAnnotation' },
}

function storageDetail(events: ObjectEvents, index: number): object {
  const { event, restore, destination } = events
  if (event === 'LifecycleTransition') return { 'destination-storage-class': destination }
  if (event === 'IntelligentTiering') return { 'destination-access-tier': destination }
  if (!event.startsWith('ObjectRestore:') || event === 'ObjectRestore:Delete') return {}
  return {
    ...(event === 'ObjectRestore:Completed' && restore?.expiresMs !== undefined
      ? { 'restore-expiry-time': secondsOf(restore.expiresMs) }
      : {}),
    'source-storage-class': toldObject(events, index).storageClass,
  }
}
