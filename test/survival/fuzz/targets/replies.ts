/** What comes back from outside: answers of functions, and questions to the name server. */
import { isQuery, isStandardQuery, REPLY_CODES, readQuestion, writeReply } from '../../../../server/dns/message.ts'
import { readAnswer } from '../../../../worker/functions/endpoint/read-answer.ts'
import { csvCell } from '../../../../worker/manifest/csv-cell.ts'
import { judgeReply } from '../../../../worker/operations/lambda/judge-reply.ts'
import { Defect, type FuzzTarget, firstLine } from '../target.ts'
import { never } from './refusals.ts'

/** `STATUS HEADER`, a line feed, and the body. Whatever it is, the task ends in a row of the report. */
export const lambdaAnswers: FuzzTarget = {
  seeds: 'lambda',
  words: [
    '"results"',
    '"taskId": "t"',
    '"resultCode": "Succeeded"',
    '"TemporaryFailure"',
    '"resultString"',
    '"treatMissingKeysAs"',
    '"errorMessage": "x"',
    '"errorType"',
    'Task timed out after 3.00 seconds',
    '\\ud800',
    '{}',
    '[]',
    'null',
    '"__proto__": {}',
  ],
  maxBytes: 64 * 1024,
  weight: 6,
  run(input) {
    const [line, body] = firstLine(input)
    const [status = '', name, value] = line.split(' ')
    const headers = name === undefined || name === '' ? {} : { [name.toLowerCase()]: value ?? '' }
    const reply = readAnswer({
      status: /^\d{3}$/.test(status) ? Number(status) : 200,
      headers,
      body: body.toString('utf8'),
    })
    const { outcome } = judgeReply(reply, { taskId: 't', reachedBefore: false })
    if (outcome === undefined) throw new Defect('a task without an end')
    if (typeof outcome.message !== 'string' || typeof outcome.errorCode !== 'string')
      throw new Defect('no text for the report')
    const row = [outcome.errorCode, String(outcome.httpStatus), outcome.message].map(csvCell).join(',')
    if (!Number.isSafeInteger(outcome.httpStatus) || row === '') throw new Defect('no row for the report')
  },
  isRefusal: never,
}

/** A packet; an answer is never much longer than what asked for it. */
export const dnsQuestions: FuzzTarget = {
  seeds: 'dns',
  words: [
    '\u0003www',
    '\u0002s3\u0004test\u0000',
    '\u0000\u0001\u0000\u0001',
    '\u0000\u001c\u0000\u0001',
    '\u00c0\u000c',
  ],
  maxBytes: 4096,
  weight: 5,
  run(input) {
    if (!isQuery(input) || !isStandardQuery(input)) return
    const question = readQuestion(input)
    const address = question === undefined ? undefined : { bytes: Buffer.from([127, 0, 0, 1]), ttlSeconds: 5 }
    const reply = writeReply(input, question, REPLY_CODES.ok, address)
    if (reply.length > input.length + 16) throw new Defect('an answer that is longer than its question and a record')
    if (question !== undefined && question.name.length > 255) throw new Defect('a name that is too long')
  },
  isRefusal: never,
}
