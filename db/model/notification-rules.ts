import type { EventRule, ObjectEventName } from './object-event.ts'

interface DestinationConfiguration {
  readonly Id?: string
  readonly TopicArn?: string
  readonly QueueArn?: string
  readonly LambdaFunctionArn?: string
  readonly Events: readonly string[]
  readonly Filter?: {
    readonly Key?: { readonly FilterRules?: readonly { readonly Name?: string; readonly Value?: string }[] }
  }
}

/** S3's NotificationConfiguration, in its own member names. */
export interface NotificationConfiguration {
  readonly TopicConfigurations?: readonly DestinationConfiguration[]
  readonly QueueConfigurations?: readonly DestinationConfiguration[]
  readonly LambdaFunctionConfigurations?: readonly DestinationConfiguration[]
  readonly EventBridgeConfiguration?: object
}

/** The target that stands for the event bus. */
export const EVENT_BRIDGE = 'eventbridge'

/** Who is to be told of an event, prefixes and suffixes of keys not yet looked at. */
export function eventRulesFor(configuration: NotificationConfiguration, event: ObjectEventName): readonly EventRule[] {
  const rules = destinationsOf(configuration).flatMap((destination) =>
    destination.Events.some((pattern) => fitsPattern(pattern, event)) ? [ruleOf(destination)] : [],
  )
  if (configuration.EventBridgeConfiguration === undefined || !isSentToEventBridge(event)) return rules
  return [...rules, { id: '', target: EVENT_BRIDGE, prefix: '', suffix: '' }]
}

export function fitsKey({ prefix, suffix }: EventRule, key: string): boolean {
  return key.startsWith(prefix) && key.endsWith(suffix)
}

/** ARNs that are sent a test event when the configuration is put: queues and topics (User Guide). */
export function testedTargets(configuration: NotificationConfiguration): readonly string[] {
  const { TopicConfigurations = [], QueueConfigurations = [] } = configuration
  const arns = [...TopicConfigurations, ...QueueConfigurations].map(targetOf)
  return [...new Set(arns)]
}

function destinationsOf(configuration: NotificationConfiguration): readonly DestinationConfiguration[] {
  const { TopicConfigurations = [], QueueConfigurations = [], LambdaFunctionConfigurations = [] } = configuration
  return [...TopicConfigurations, ...QueueConfigurations, ...LambdaFunctionConfigurations]
}

function ruleOf(destination: DestinationConfiguration): EventRule {
  const filters = destination.Filter?.Key?.FilterRules ?? []
  const valueOf = (name: string): string => filters.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? ''
  return {
    id: destination.Id ?? '',
    target: targetOf(destination),
    prefix: valueOf('prefix'),
    suffix: valueOf('suffix'),
  }
}

function targetOf({ TopicArn, QueueArn, LambdaFunctionArn }: DestinationConfiguration): string {
  return TopicArn ?? QueueArn ?? LambdaFunctionArn ?? ''
}

/** `s3:ObjectCreated:*` and the like; `s3:LifecycleTransition` has no second part. */
function fitsPattern(pattern: string, event: ObjectEventName): boolean {
  const wanted = pattern.replace(/^s3:/, '')
  return wanted.endsWith(':*') ? event.startsWith(wanted.slice(0, -1)) : wanted === event
}

/** Source: User Guide, "Using EventBridge". */
function isSentToEventBridge(event: ObjectEventName): boolean {
  return !event.startsWith('Replication:')
}
