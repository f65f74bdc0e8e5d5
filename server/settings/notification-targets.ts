import { InvalidSetting, type Kind } from './kinds.ts'

/** Where messages for a target of notifications are posted. */
export interface NotificationTarget {
  /** ARN of a queue, topic or function, or `eventbridge` or `cloudtrail`. */
  readonly target: string
  readonly url: string
}

/** `ARN=URL`, separated by commas. */
export const notificationTargets: Kind<readonly NotificationTarget[]> = {
  placeholder: 'ARN=URL,…',
  parse(value) {
    const targets = value
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map(notificationTarget)
    const names = targets.map(({ target }) => target)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice === undefined) return targets
    throw new InvalidSetting(`names ${twice} twice`)
  },
}

function notificationTarget(entry: string): NotificationTarget {
  const [, target = '', url = ''] = /^(arn:[^=\s]+|eventbridge|cloudtrail)=(https?:\/\/.+)$/s.exec(entry) ?? []
  if (target !== '' && URL.canParse(url)) return { target, url }
  throw new InvalidSetting(
    `must be ARN=URL (or eventbridge=URL, cloudtrail=URL) with an http or https URL, and the entry "${entry}" is not`,
  )
}
