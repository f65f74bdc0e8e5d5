/** Seeds: the parser alone, and as documents that are sent to a server. */
import { join, sep } from 'node:path'
import { parseSeed, readJson } from '../../../../server/emulator-api/seeds/parse-seed.ts'
import { SeedError } from '../../../../server/emulator-api/seeds/seed-error.ts'
import { judgeAnswers } from '../judge-answers.ts'
import { Defect, type FuzzTarget } from '../target.ts'
import { never } from './refusals.ts'
import { jsonRequest, openWireWorld, type WireWorld } from './wire-world.ts'

const FOLDER = join(import.meta.dirname, '../../../../fixtures/fuzz/seeds')

const WORDS = [
  '"buckets":[',
  '"objects":[',
  '{"Bucket":"bkt"},',
  '"Bucket":"photos"',
  '"Key":"%d"',
  '%06d',
  '%099d',
  '%',
  '"count":1',
  '"count":10000000',
  '"count":-1',
  '"count":1e9',
  '"text":"x"',
  '"base64":"eA=="',
  '"file":"objects.json"',
  '"file":"../README.md"',
  '"file":"."',
  '\\u0000',
  '\\ud800',
  '"account":"123456789012"',
  '"region":"eu-west-1"',
  '"VersioningConfiguration":{"Status":"Suspended"}',
  '"ObjectLockEnabledForBucket":true',
  '"ObjectLockConfiguration":{"ObjectLockEnabled":"Enabled"}',
  '"ObjectLockMode":"COMPLIANCE","ObjectLockRetainUntilDate":"2040-01-01T00:00:00Z"',
  '"ServerSideEncryptionConfiguration":{"Rules":[]}',
  '"PublicAccessBlockConfiguration":{}',
  '"WebsiteConfiguration":{"IndexDocument":{"Suffix":"i"}}',
  '"Policy":{',
  '"Policy":"',
  '"Metadata":{',
  '"Tagging":"a=b&a=b"',
  '"ACL":"public-read"',
  '"__proto__":{',
  '"constructor":',
  '[[[[[[[[',
  '{"a":{"a":{"a":',
  'null',
  '1e400',
]

export const seedDocuments: FuzzTarget = {
  seeds: 'seeds',
  words: WORDS,
  maxBytes: 64 * 1024,
  weight: 5,
  run(input, random) {
    const { seed, mistakes } = parseSeed(readJson(input), random.below(2) === 0 ? FOLDER : undefined)
    for (const { keys, body } of seed.objects) {
      if (keys.key(0).length + keys.key(keys.count - 1).length > 300_000) throw new Defect('a key without measure')
      if (body.kind === 'file' && !body.path.startsWith(FOLDER + sep)) throw new Defect(`it reads ${body.path}`)
    }
    if (mistakes.length > 0) throw new SeedError(mistakes)
  },
  isRefusal: (error) => error instanceof SeedError,
}

let world: WireWorld | undefined
let sent = 0
const RESET_EVERY = 100
const RESET = jsonRequest('POST', '/_emulator/reset', '')

export const seedRequests: FuzzTarget = {
  seeds: 'seeds',
  words: WORDS,
  maxBytes: 64 * 1024,
  weight: 1,
  async run(input) {
    world ??= await openWireWorld()
    const { server, watched } = world
    if (sent++ % RESET_EVERY === 0) judgeAnswers(await watched(() => server.send(RESET, true)))
    const bytes = jsonRequest('POST', '/_emulator/seeds', withFewObjects(input.toString('latin1')))
    judgeAnswers(await watched(() => server.send(bytes, true)))
  },
  isRefusal: never,
  end: () => world?.end(),
}

/** Millions of objects are no mistake, but they are no question either. */
function withFewObjects(text: string): string {
  return text.replaceAll(/("count"\s*:\s*)\d[\d.eE+]*/g, (all, name: string) =>
    Number(all.slice(name.length)) > 1_000 ? `${name}1000` : all,
  )
}
