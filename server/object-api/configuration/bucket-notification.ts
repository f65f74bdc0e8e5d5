/** PutBucketNotificationConfiguration and GetBucketNotificationConfiguration. */

import { randomUUID } from 'node:crypto'
import { parseArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  GetBucketNotificationConfigurationRequest,
  LambdaFunctionConfiguration,
  NotificationConfiguration,
  PutBucketNotificationConfigurationRequest,
  QueueConfiguration,
  TopicConfiguration,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { refuseOverlap } from './notification-overlap.ts'
import { putConfiguration, storedConfiguration } from './stored-configuration.ts'

export const NOTIFICATION_CONFIGURATION = BUCKET_CONFIGURATIONS.notification

type Target = QueueConfiguration | TopicConfiguration | LambdaFunctionConfiguration

/** An empty document turns notifications off. */
export const putBucketNotificationConfiguration: ObjectHandler<PutBucketNotificationConfigurationRequest> = (
  ports,
  request,
) => {
  const { NotificationConfiguration: configuration } = request.input
  checkDocument(request)
  const { QueueConfigurations: queues, TopicConfigurations: topics } = configuration
  const { LambdaFunctionConfigurations: functions, EventBridgeConfiguration: bridge } = configuration
  for (const { QueueArn } of queues ?? []) checkArn(QueueArn, 'sqs')
  for (const { TopicArn } of topics ?? []) checkArn(TopicArn, 'sns')
  for (const { LambdaFunctionArn } of functions ?? []) checkArn(LambdaFunctionArn, 'lambda')
  const stored: NotificationConfiguration = {
    ...(queues === undefined ? {} : { QueueConfigurations: queues.map(completed) }),
    ...(topics === undefined ? {} : { TopicConfigurations: topics.map(completed) }),
    ...(functions === undefined ? {} : { LambdaFunctionConfigurations: functions.map(completed) }),
    ...(bridge === undefined ? {} : { EventBridgeConfiguration: bridge }),
  }
  const { QueueConfigurations: toQueues = [], TopicConfigurations: toTopics = [] } = stored
  refuseOverlap([...toQueues, ...toTopics, ...(stored.LambdaFunctionConfigurations ?? [])])
  return putConfiguration(ports, request, NOTIFICATION_CONFIGURATION, stored)
}

export const getBucketNotificationConfiguration: ObjectHandler<GetBucketNotificationConfigurationRequest> = async (
  ports,
  request,
) => {
  const bucket = await existingBucket(ports, request)
  const { output } = request.operation
  const stored = await storedConfiguration<Readonly<Record<string, unknown>>>(
    ports,
    bucket,
    NOTIFICATION_CONFIGURATION,
    output,
  )
  return { output: stored ?? {} }
}

/** choice: every ARN of the service will do; S3 sends a test message to what it names. */
function checkArn(text: string, service: string): void {
  if (parseArn(text)?.service === service) return
  throw new S3Error('InvalidArgument', {
    message: 'The ARN could not be parsed',
    detail: { ArgumentName: `${service} ARN`, ArgumentValue: text },
  })
}

/** S3 gives an id to those that have none, and spells filter names with a capital. */
function completed<Kind extends Target>(target: Kind): Kind {
  if (target.Events.length === 0) throw new S3Error('MalformedXML')
  const rules = target.Filter?.Key?.FilterRules?.map(({ Name, Value }) => ({ Name: filterName(Name), Value }))
  const seen = new Set(rules?.map(({ Name }) => Name))
  if (rules !== undefined && seen.size < rules.length) throw repeatedFilter()
  return {
    ...target,
    Id: target.Id === undefined || target.Id === '' ? randomUUID() : target.Id,
    ...(rules === undefined ? {} : { Filter: { Key: { FilterRules: rules } } }),
  }
}

function filterName(name: string | undefined): 'Prefix' | 'Suffix' {
  const lower = name?.toLowerCase()
  if (lower === 'prefix') return 'Prefix'
  if (lower === 'suffix') return 'Suffix'
  throw new S3Error('InvalidArgument', {
    message: 'filter rule name must be either prefix or suffix',
    detail: { ArgumentName: 'FilterRule.Name', ArgumentValue: name ?? '' },
  })
}

function repeatedFilter(): S3Error {
  return new S3Error('InvalidArgument', { message: 'Cannot specify more than one prefix or suffix rule in a filter.' })
}
