/** What is asked of snapshots: a line with method and path, and the body. */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { judgeAnswers } from '../judge-answers.ts'
import { Defect, type FuzzTarget, firstLine } from '../target.ts'
import { never } from './refusals.ts'
import { jsonRequest, openWireWorld, type WireWorld } from './wire-world.ts'

let world: WireWorld | undefined
let sent = 0

/** Each look brings back what was kept at first, and removes what has gathered. */
const LOOK_EVERY = 50
const BODY = 'body '.repeat(10_000)
const ADDRESS = { Bucket: 'bucket', Key: 'key' }
const ROOT = '/_emulator/snapshots'

export const snapshotRequests: FuzzTarget = {
  seeds: 'snapshots',
  words: [
    'POST ',
    'DELETE ',
    'GET ',
    'PUT ',
    'HEAD ',
    '/_emulator/snapshots',
    '/_emulator/snapshots/kept',
    '/kept/restore',
    '/restore',
    '/_emulator/reset',
    '{"name":"a"}',
    '"name"',
    'kept',
    '%2f',
    '%2e%2e',
    '..',
    'snapshot-1',
    'record.json',
    'a'.repeat(64),
    'a'.repeat(65),
    '__proto__',
    '?',
    '#',
    '%',
    '\\u0000',
  ],
  maxBytes: 16 * 1024,
  weight: 1,
  async run(input) {
    world ??= await openedWorld()
    if (++sent % LOOK_EVERY === 0) await look(world)
    const { server, watched } = world
    const [line, body] = firstLine(input)
    const [method = '', ...path] = line.split(' ')
    const target = path.join('%20').replaceAll(/[^!-~]/g, '%20')
    const bytes = jsonRequest(/^[A-Z]{1,7}$/.test(method) ? method : 'POST', target || ROOT, body.toString('latin1'))
    judgeAnswers(await watched(() => server.send(bytes, true)))
  },
  isRefusal: never,
  async end() {
    if (world === undefined) return
    await look(world)
    await world.end()
  },
}

async function openedWorld(): Promise<WireWorld> {
  const opened = await openWireWorld()
  await opened.s3.send(new CreateBucketCommand({ Bucket: ADDRESS.Bucket }))
  await opened.s3.send(new PutObjectCommand({ ...ADDRESS, Body: BODY }))
  await opened.server.send(jsonRequest('POST', ROOT, '{"name":"kept"}'), true)
  return opened
}

/** @throws Defect when what was kept does not come back; it may have been deleted, and then it is made again */
async function look({ server, s3, watched }: WireWorld): Promise<void> {
  const restored = await watched(() => server.send(jsonRequest('POST', `${ROOT}/kept/restore`, ''), true))
  if (restored.startsWith('HTTP/1.1 200 ')) {
    const { Body } = await s3.send(new GetObjectCommand(ADDRESS))
    if ((await Body?.transformToString()) !== BODY) throw new Defect('a snapshot came back with another body')
  }
  const listed = await server.send(jsonRequest('GET', ROOT, ''), true)
  for (const [, name] of listed.matchAll(/"name":"([\w-]+)"/g)) {
    if (name !== 'kept') judgeAnswers(await server.send(jsonRequest('DELETE', `${ROOT}/${name}`, ''), true))
  }
  if (listed.includes('"kept"')) return
  await s3.send(new CreateBucketCommand({ Bucket: ADDRESS.Bucket }))
  await s3.send(new PutObjectCommand({ ...ADDRESS, Body: BODY }))
  judgeAnswers(await watched(() => server.send(jsonRequest('POST', ROOT, '{"name":"kept"}'), true)))
}
