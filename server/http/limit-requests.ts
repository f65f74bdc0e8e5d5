import { S3Error } from '../../db/model/s3-error.ts'
import { ServiceError } from '../control-api/service-error.ts'
import type { Answer } from './control-front.ts'
import type { Exchange } from './exchange.ts'

/**
 * Answers so many requests at a time, from their beginning to the last byte of their answer, over all fronts that it is
 * put before. One more is refused in AWS's words for it: the SDKs wait and try again.
 *
 * @param most 0: no limit
 */
export function createRequestLimit(most: number): (answer: Answer) => Answer {
  let underway = 0
  if (most === 0) return (answer) => answer
  // One listener for all: a response closes once.
  const ended = (): void => {
    underway -= 1
  }
  return (answer) => (exchange, notes) => {
    if (underway >= most) throw refusal(exchange)
    underway += 1
    exchange.response.on('close', ended)
    return answer(exchange, notes)
  }
}

function refusal({ target }: Exchange): S3Error | ServiceError {
  if (target.front === 'control') return new ServiceError('TooManyRequestsException', 'Request rate exceeded')
  return new S3Error('SlowDown')
}
