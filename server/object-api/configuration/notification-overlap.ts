import { S3Error } from '../../../db/model/s3-error.ts'
import type { QueueConfiguration } from '../../protocol/generated/s3-types.ts'

type Rule = Pick<QueueConfiguration, 'Id' | 'Events' | 'Filter'>

/**
 * No object may be told of by two rules for one event.
 * Source: User Guide, "Configuring event notifications using object key name filtering", examples of what is invalid.
 * @throws S3Error `InvalidArgument`
 */
export function refuseOverlap(rules: readonly Rule[]): void {
  const ids = rules.flatMap(({ Id }) => Id ?? [])
  if (new Set(ids).size < ids.length) {
    throw new S3Error('InvalidArgument', {
      message: 'Same ID used for multiple configurations. IDs must be unique',
    })
  }
  if (!rules.some((rule, index) => rules.slice(index + 1).some((other) => overlap(rule, other)))) return
  throw new S3Error('InvalidArgument', {
    message:
      'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
  })
}

function overlap(one: Rule, other: Rule): boolean {
  const [prefix, otherPrefix] = [filterOf(one, 'Prefix'), filterOf(other, 'Prefix')]
  const [suffix, otherSuffix] = [filterOf(one, 'Suffix'), filterOf(other, 'Suffix')]
  return (
    (prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix)) &&
    (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix)) &&
    one.Events.some((event) => other.Events.some((name) => shareEvents(event, name)))
  )
}

function filterOf({ Filter: filter }: Rule, name: 'Prefix' | 'Suffix'): string {
  return filter?.Key?.FilterRules?.find(({ Name }) => Name === name)?.Value ?? ''
}

/** `s3:ObjectCreated:*` stands for `s3:ObjectCreated:Put` too. */
function shareEvents(one: string, other: string): boolean {
  return one === other || covers(one, other) || covers(other, one)
}

function covers(wide: string, narrow: string): boolean {
  return wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1))
}
