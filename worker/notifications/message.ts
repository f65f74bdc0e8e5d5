/** One message on its way to one destination. */
export interface Message {
  /** ARN of a queue, topic or function; {@link EVENT_BRIDGE} or {@link CLOUD_TRAIL}. */
  readonly target: string
  /** JSON. */
  readonly payload: unknown
}

/** The target that stands for the trail that records what happens to jobs. */
export const CLOUD_TRAIL = 'cloudtrail'
