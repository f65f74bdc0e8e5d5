/** Requests over a socket. */
import { createHash } from 'node:crypto'
import { CreateBucketCommand, CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { createJob } from '../../../support/create-job.ts'
import type { Random } from '../../support/random.ts'
import { judgeAnswers } from '../judge-answers.ts'
import { Defect, type FuzzTarget } from '../target.ts'
import { JOB_ID, madeRequests, UPLOAD_ID } from './made-requests.ts'
import { never } from './refusals.ts'
import { REQUEST_WORDS } from './requests.ts'
import { openWireWorld, type WireWorld } from './wire-world.ts'

interface Ids {
  readonly uploadId: string
  readonly jobId: string
}

let world: WireWorld | undefined
let ids: Ids = { uploadId: '', jobId: '' }
let sent = 0

/** Of the clock. What the processor is busy with is looked at for itself. */
const LATE_MS = 1_000
const MOST_TRIES = 3
/** Inputs may remove what others need. */
const RENEW_EVERY = 100

export const wire: FuzzTarget = {
  seeds: 'requests',
  made: madeRequests,
  words: REQUEST_WORDS,
  maxBytes: 96 * 1024,
  weight: 8,
  async run(input, random) {
    world ??= await openWireWorld()
    const { server, watched } = world
    if (sent++ % RENEW_EVERY === 0) ids = await renewed(world)
    const { bytes, isWhole } = prepared(input, random)
    let least = Number.POSITIVE_INFINITY
    // On a busy machine any answer may be late, but hardly the same one again and again.
    for (let tries = 0; tries < MOST_TRIES && least > LATE_MS; tries++) {
      const begun = performance.now()
      judgeAnswers(await watched(() => server.send(bytes, isWhole)))
      least = Math.min(least, performance.now() - begun)
      if (!isWhole) return
    }
    if (least > LATE_MS) throw new Defect(`the answer took ${Math.round(least)} ms, again and again`)
  },
  isRefusal: never,
  end: () => world?.end(),
}

/** The bucket, the object, the upload and the job that the seeds are about. */
async function renewed({ s3, control }: WireWorld): Promise<Ids> {
  for (const Bucket of ['bucket', 'other']) await s3.send(new CreateBucketCommand({ Bucket })).catch(() => undefined)
  const key = { Bucket: 'bucket', Key: 'key' }
  await s3.send(new PutObjectCommand({ ...key, Body: 'hello' })).catch(() => undefined)
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand(key)).catch(() => ({ UploadId: '' }))
  return { uploadId: UploadId, jobId: await createJob(control, { ConfirmationRequired: true }) }
}

/** Half of them, and all seeds, made whole, so that they come further than the parser; the others as they are. */
function prepared(input: Buffer, random: Random): { readonly bytes: Buffer; readonly isWhole: boolean } {
  const { uploadId, jobId } = ids
  const text = input
    .toString('latin1')
    .replaceAll(`uploadId=${UPLOAD_ID}`, `uploadId=${uploadId}`)
    .replaceAll(JOB_ID, jobId)
  // Behind a tunnel the same connection goes on.
  const isWhole = random.below(2) === 0 && !text.startsWith('CONNECT ')
  return { bytes: Buffer.from(isWhole ? whole(text) : text, 'latin1'), isWhole }
}

const HEADER = /^[!-9;-~]+:[^\0\r\n]*$/
const RENEWED = /^(?:connection|content-length|transfer-encoding|content-md5|host):/i

function whole(text: string): string {
  const blank = text.indexOf('\r\n\r\n')
  const [line = '', ...headers] = (blank < 0 ? text : text.slice(0, blank)).split('\r\n')
  const body = blank < 0 ? '' : text.slice(blank + 4)
  const [method = '', target = '', ...rest] = line.split(' ')
  const path = [target, ...rest.slice(0, -1)].join('%20') || '/'
  const kept = headers.filter((header) => HEADER.test(header) && !RENEWED.test(header))
  const md5 = createHash('md5').update(body, 'latin1').digest('base64')
  return [
    `${/^[A-Z]+$/.test(method) ? method : 'PUT'} ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...kept,
    `Content-MD5: ${md5}`,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}
