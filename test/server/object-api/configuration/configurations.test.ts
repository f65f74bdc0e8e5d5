import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import * as sdk from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

describe('bucket configurations', async () => {
  const { s3 } = await testServer({ after })

  test('tags are put, read and deleted', async () => {
    const Bucket = await newBucket(s3)
    const TagSet = [{ Key: 'a', Value: '1' }]
    await refused(s3.send(new sdk.GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet', 404)
    await s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    assert.deepEqual((await s3.send(new sdk.GetBucketTaggingCommand({ Bucket }))).TagSet, TagSet)
    await s3.send(new sdk.DeleteBucketTaggingCommand({ Bucket }))
    await refused(s3.send(new sdk.GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet', 404)
  })

  test('lifecycle rules keep their dates and get ids', async () => {
    const Bucket = await newBucket(s3)
    const day = new Date('2027-01-01T00:00:00Z')
    const Rules: sdk.LifecycleRule[] = [
      { ID: 'dated', Status: 'Enabled', Filter: { Prefix: 'a/' }, Expiration: { Date: day } },
      {
        Status: 'Disabled',
        Filter: { And: { Prefix: 'b/', Tags: [{ Key: 'k', Value: 'v' }] } },
        Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
      },
    ]
    const put = (rules: sdk.LifecycleRule[]) =>
      s3.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: rules } }))
    await put(Rules)
    const read = await s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))
    assert.deepEqual(read.Rules?.[0], Rules[0])
    assert.match(read.Rules?.[1]?.ID ?? '', /^.{48}$/)
    const bad = (rule: Partial<sdk.LifecycleRule>) => put([{ Status: 'Enabled', Filter: { Prefix: '' }, ...rule }])
    await refused(bad({ Expiration: { Days: 0 } }), 'InvalidArgument', 400)
    await refused(bad({ Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }), 'MalformedXML', 400)
    await refused(bad({ Expiration: { Date: new Date('2027-01-01T01:00:00Z') } }), 'InvalidArgument', 400)
    await refused(bad({ Transitions: [{ Days: 1, StorageClass: 'STANDARD_IA' }] }), 'InvalidArgument', 400)
    await refused(bad({ Status: 'On' as never, Expiration: { Days: 1 } }), 'MalformedXML', 400)
    await refused(bad({}), 'InvalidRequest', 400)
    await refused(put([Rules[0]!, Rules[0]!]), 'InvalidArgument', 400)
    await s3.send(new sdk.DeleteBucketLifecycleCommand({ Bucket }))
    await refused(
      s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })),
      'NoSuchLifecycleConfiguration',
      404,
    )
  })

  test('replication wants versioning at both ends', async () => {
    const [Bucket, target] = [await newBucket(s3), await newBucket(s3)]
    const rule: sdk.ReplicationRule = {
      ID: 'all',
      Status: 'Enabled',
      Priority: 1,
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Disabled' },
      Destination: { Bucket: `arn:aws:s3:::${target}` },
    }
    const put = (...Rules: sdk.ReplicationRule[]) =>
      s3.send(
        new sdk.PutBucketReplicationCommand({
          Bucket,
          ReplicationConfiguration: { Role: 'arn:aws:iam::123456789012:role/r', Rules },
        }),
      )
    const version = (name: string) =>
      s3.send(new sdk.PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }))
    await refused(put(rule), 'InvalidRequest', 400)
    await version(Bucket)
    await refused(put(rule), 'InvalidRequest', 400)
    await version(target)
    await put(rule)
    const read = await s3.send(new sdk.GetBucketReplicationCommand({ Bucket }))
    assert.deepEqual(read.ReplicationConfiguration?.Rules, [rule])
    const { Priority: _none, ...unranked } = rule
    await refused(put(unranked), 'InvalidRequest', 400)
    await refused(put(rule, { ...rule, ID: 'other' }), 'InvalidRequest', 400)
  })

  test('website, logging, payment and acceleration come back as they were put', async () => {
    const [Bucket, logs] = [await newBucket(s3), await newBucket(s3)]
    const website = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } }
    await s3.send(new sdk.PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: website }))
    const { $metadata: _unused, ...read } = await s3.send(new sdk.GetBucketWebsiteCommand({ Bucket }))
    assert.deepEqual(read, website)
    const nested = { IndexDocument: { Suffix: 'a/b' } }
    await refused(
      s3.send(new sdk.PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: nested })),
      'InvalidArgument',
      400,
    )
    const log = (TargetBucket: string) =>
      s3.send(
        new sdk.PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'l/' } },
        }),
      )
    await log(logs)
    assert.equal((await s3.send(new sdk.GetBucketLoggingCommand({ Bucket }))).LoggingEnabled?.TargetBucket, logs)
    await refused(log('no-such-bucket-here'), 'InvalidTargetBucketForLogging', 400)
    assert.equal((await s3.send(new sdk.GetBucketRequestPaymentCommand({ Bucket }))).Payer, 'BucketOwner')
    await s3.send(
      new sdk.PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }),
    )
    assert.equal((await s3.send(new sdk.GetBucketRequestPaymentCommand({ Bucket }))).Payer, 'Requester')
    assert.equal((await s3.send(new sdk.GetBucketAccelerateConfigurationCommand({ Bucket }))).Status, undefined)
    await s3.send(
      new sdk.PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } }),
    )
    assert.equal((await s3.send(new sdk.GetBucketAccelerateConfigurationCommand({ Bucket }))).Status, 'Enabled')
  })

  test('notifications get ids, and filters their capitals', async () => {
    const Bucket = await newBucket(s3)
    const put = (NotificationConfiguration: sdk.NotificationConfiguration) =>
      s3.send(new sdk.PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
    const queue = (QueueArn: string): sdk.QueueConfiguration => ({
      QueueArn,
      Events: ['s3:ObjectCreated:*'],
      Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'a/' }] } },
    })
    await put({ QueueConfigurations: [queue('arn:aws:sqs:us-east-1:123456789012:q')], EventBridgeConfiguration: {} })
    const read = await s3.send(new sdk.GetBucketNotificationConfigurationCommand({ Bucket }))
    assert.match(read.QueueConfigurations?.[0]?.Id ?? '', /^[0-9a-f-]{36}$/)
    assert.equal(String(read.QueueConfigurations?.[0]?.Filter?.Key?.FilterRules?.[0]?.Name), 'Prefix')
    assert.deepEqual(read.EventBridgeConfiguration, {})
    await refused(put({ QueueConfigurations: [queue('arn:aws:sns:us-east-1:123456789012:q')] }), 'InvalidArgument', 400)
    await put({})
    assert.equal(
      (await s3.send(new sdk.GetBucketNotificationConfigurationCommand({ Bucket }))).QueueConfigurations,
      undefined,
    )
  })

  test('no two notifications tell of one object for one event', async () => {
    const Bucket = await newBucket(s3)
    const rule = (event: string, prefix?: string, suffix?: string, Id?: string) => {
      const named = { prefix, suffix }
      const FilterRules = Object.entries(named).flatMap(([Name, Value]) =>
        Value === undefined ? [] : [{ Name, Value }],
      )
      return { Id, Events: [event as sdk.Event], Filter: { Key: { FilterRules: FilterRules as sdk.FilterRule[] } } }
    }
    const put = (queue: ReturnType<typeof rule>, topic: ReturnType<typeof rule>) =>
      s3.send(
        new sdk.PutBucketNotificationConfigurationCommand({
          Bucket,
          NotificationConfiguration: {
            QueueConfigurations: [{ QueueArn: 'arn:aws:sqs:us-east-1:123456789012:q', ...queue }],
            TopicConfigurations: [{ TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', ...topic }],
          },
        }),
      )
    const [created, any, removed] = ['s3:ObjectCreated:Put', 's3:ObjectCreated:*', 's3:ObjectRemoved:*']
    for (const [queue, topic] of [
      [rule(created), rule(any)],
      [rule(any, 'images/'), rule(created, 'images/png/')],
      [rule(any, undefined, '.jpg'), rule(any, 'images/', '.jpg')],
      [rule(any, 'a', undefined, 'same'), rule(removed, 'b', undefined, 'same')],
    ] as const) {
      await refused(put(queue, topic), 'InvalidArgument', 400)
    }
    await put(rule(any, 'images/', '.jpg'), rule(any, 'images/', '.png'))
    await put(rule(any, 'images/'), rule(any, 'logs/'))
    await put(rule(any), rule(removed))
    // An empty id is none.
    await put(rule(any, 'a', undefined, ''), rule(any, 'b', undefined, ''))
  })

  test('those with an id are many, listed in pages and deleted one by one', async () => {
    const Bucket = await newBucket(s3)
    const inventory = (Id: string): sdk.InventoryConfiguration => ({
      Id,
      IsEnabled: true,
      IncludedObjectVersions: 'All',
      Schedule: { Frequency: 'Daily' },
      Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' } },
      OptionalFields: ['Size'],
    })
    const put = (Id: string, InventoryConfiguration = inventory(Id)) =>
      s3.send(new sdk.PutBucketInventoryConfigurationCommand({ Bucket, Id, InventoryConfiguration }))
    for (let number = 0; number < 101; number++) await put(`i${number}`)
    const first = await s3.send(new sdk.ListBucketInventoryConfigurationsCommand({ Bucket }))
    assert.equal(first.InventoryConfigurationList?.length, 100)
    const ContinuationToken = first.NextContinuationToken
    const rest = await s3.send(new sdk.ListBucketInventoryConfigurationsCommand({ Bucket, ContinuationToken }))
    assert.equal(rest.InventoryConfigurationList?.length, 1)
    const read = await s3.send(new sdk.GetBucketInventoryConfigurationCommand({ Bucket, Id: 'i7' }))
    assert.deepEqual(read.InventoryConfiguration, inventory('i7'))
    await s3.send(new sdk.DeleteBucketInventoryConfigurationCommand({ Bucket, Id: 'i7' }))
    const gone = new sdk.GetBucketInventoryConfigurationCommand({ Bucket, Id: 'i7' })
    await refused(s3.send(gone), 'NoSuchConfiguration', 404)
    await refused(put('a', inventory('b')), 'IdMismatch', 400)
    const nowhere = { S3BucketDestination: { Bucket: 'nowhere', Format: 'CSV' } } as const
    await refused(put('a', { ...inventory('a'), Destination: nowhere }), 'InvalidS3DestinationBucket', 400)
  })

  test('metrics, analytics and tiering are kept too', async () => {
    const Bucket = await newBucket(s3)
    const Id = 'one'
    const MetricsConfiguration = { Id, Filter: { Prefix: 'a/' } }
    await s3.send(new sdk.PutBucketMetricsConfigurationCommand({ Bucket, Id, MetricsConfiguration }))
    const metrics = await s3.send(new sdk.GetBucketMetricsConfigurationCommand({ Bucket, Id }))
    assert.deepEqual(metrics.MetricsConfiguration, MetricsConfiguration)
    const AnalyticsConfiguration = { Id, StorageClassAnalysis: {} }
    await s3.send(new sdk.PutBucketAnalyticsConfigurationCommand({ Bucket, Id, AnalyticsConfiguration }))
    const analytics = await s3.send(new sdk.ListBucketAnalyticsConfigurationsCommand({ Bucket }))
    assert.deepEqual(analytics.AnalyticsConfigurationList, [AnalyticsConfiguration])
    const tiering = (Days: number): sdk.PutBucketIntelligentTieringConfigurationCommandInput => ({
      Bucket,
      Id,
      IntelligentTieringConfiguration: { Id, Status: 'Enabled', Tierings: [{ Days, AccessTier: 'ARCHIVE_ACCESS' }] },
    })
    await s3.send(new sdk.PutBucketIntelligentTieringConfigurationCommand(tiering(90)))
    await refused(s3.send(new sdk.PutBucketIntelligentTieringConfigurationCommand(tiering(89))), 'InvalidArgument', 400)
  })

  test('metadata tables are shown as if they were there', async () => {
    const Bucket = await newBucket(s3)
    const get = () => s3.send(new sdk.GetBucketMetadataConfigurationCommand({ Bucket }))
    await refused(get(), 'MetadataConfigurationNotFound', 404)
    const MetadataConfiguration = {
      JournalTableConfiguration: { RecordExpiration: { Expiration: 'DISABLED' } },
    } as const
    await s3.send(new sdk.CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration }))
    const InventoryTableConfiguration = { ConfigurationState: 'ENABLED' } as const
    await s3.send(
      new sdk.UpdateBucketMetadataInventoryTableConfigurationCommand({ Bucket, InventoryTableConfiguration }),
    )
    const result = (await get()).GetBucketMetadataConfigurationResult?.MetadataConfigurationResult
    assert.equal(result?.JournalTableConfigurationResult?.TableName, 'journal')
    assert.equal(result?.InventoryTableConfigurationResult?.TableStatus, 'ACTIVE')
    await s3.send(new sdk.DeleteBucketMetadataConfigurationCommand({ Bucket }))
    await refused(get(), 'MetadataConfigurationNotFound', 404)
  })

  test('a policy is kept as it was written, and public ones are blocked', async () => {
    const Bucket = await newBucket(s3)
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 3)
    const put = () => s3.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy }))
    await refused(put(), 'AccessDenied', 403)
    await refused(s3.send(new sdk.GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy', 404)
    await s3.send(new sdk.DeletePublicAccessBlockCommand({ Bucket }))
    await put()
    assert.equal((await s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))).Policy, Policy)
    assert.equal((await s3.send(new sdk.GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic, true)
    await s3.send(new sdk.DeleteBucketPolicyCommand({ Bucket }))
  })
})
