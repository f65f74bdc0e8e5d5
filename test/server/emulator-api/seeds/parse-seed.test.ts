import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseSeed, readJson } from '../../../../server/emulator-api/seeds/parse-seed.ts'
import { SEED_LIMITS } from '../../../../server/emulator-api/seeds/seed-limits.ts'
import { folderWith } from '../../../support/folder-with.ts'

const mistakesOf = (document: unknown, folder?: string): readonly string[] => parseSeed(document, folder).mistakes

describe('a seed', () => {
  test('that is right has no mistakes', () => {
    const { seed, mistakes } = parseSeed({
      buckets: [
        {
          Bucket: 'photos',
          account: '123456789012',
          region: 'eu-west-1',
          ObjectLockEnabledForBucket: true,
          Policy: { Statement: [] },
          LifecycleConfiguration: {
            Rules: [{ Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Date: '2030-01-31T00:00:00Z' } }],
          },
        },
      ],
      objects: [{ Bucket: 'photos', Key: 'a/%03d', count: 12, base64: 'aGk=', Metadata: { __proto: 'x' } }],
    })
    assert.deepEqual(mistakes, [])
    const [{ configurations } = assert.fail()] = seed.buckets
    assert.deepEqual(
      configurations.map(({ place }) => place),
      ['buckets[0].LifecycleConfiguration', 'buckets[0].Policy'],
    )
    assert.match(JSON.stringify(configurations[0]?.input), /"2030-01-31T00:00:00.000Z"/)
    const [{ keys, body } = assert.fail()] = seed.objects
    assert.deepEqual([keys.count, keys.key(0), keys.key(11)], [12, 'a/000', 'a/011'])
    assert.deepEqual(body, { kind: 'bytes', bytes: new Uint8Array(Buffer.from('hi')) })
  })

  test('tells all its mistakes at once, each with its place', () => {
    const mistakes = mistakesOf({
      bukets: [],
      buckets: [
        { Bucket: 7 },
        { Bucket: 'b', account: '12', region: 'home', versioning: true, ObjectLockEnabledForBucket: 'yes' },
        { Bucket: 'c', VersioningConfiguration: { status: 'Enabled' }, Tagging: { TagSet: [{ Key: 'a' }] } },
        { Bucket: 'b', Policy: 3, CORSConfiguration: { CORSRules: 'none' } },
        'd',
      ],
      objects: [
        { Bucket: 'b', Key: 'k', text: 'x', base64: 'eA==', ContentMD5: 'x' },
        { Bucket: 'b', Key: '', count: 0 },
        { Bucket: 'b', Key: 'plain', count: 2 },
        { Bucket: 'b', Key: '%d%d', count: 2 },
        { Bucket: 'b', Key: 'k', base64: '*', Metadata: { a: 1, 'b c': 'x' }, Expires: 4, contenttype: 'x' },
        { Bucket: 'b', Key: 'f', file: 'f' },
        { Key: 'k', StorageClass: 'COLD', ObjectLockRetainUntilDate: 'soon' },
      ],
    })
    assert.deepEqual(
      mistakes.map((mistake) => mistake.replace(/(one of) .*/, '$1 …')),
      [
        'A seed has no "bukets".',
        'buckets[0].Bucket must be the name of the bucket.',
        'buckets[1] has no "versioning".',
        'buckets[1].account must be 12 digits.',
        "buckets[1].region must be a region's name such as us-east-1.",
        'buckets[1].ObjectLockEnabledForBucket must be true or false.',
        'buckets[2].VersioningConfiguration has no "status"; do you mean Status?',
        'buckets[2].Tagging.TagSet[0].Value must not be null.',
        'buckets[3].CORSConfiguration.CORSRules must be a list.',
        'buckets[3].Policy must be a policy, as a text or as an object.',
        'buckets[4] must be an object.',
        'objects[0] has no "ContentMD5".',
        'objects[0] has one body at the most, and this one has text and base64.',
        'objects[1].Key must be the key of the object.',
        `objects[1].count must be a whole number from 1 to ${SEED_LIMITS.count}.`,
        'objects[2].Key must have one place for the number, written %d or %06d.',
        'objects[3].Key must have one place for the number, written %d or %06d.',
        'objects[4] has no "contenttype"; do you mean ContentType?',
        'objects[4].base64 must be base64.',
        'objects[4].Metadata["a"] must be a text.',
        'objects[4].Expires must be a text.',
        'objects[4].Metadata["b c"] is no name that a header can have.',
        'objects[5].file can be said only in a file that the server was started with (--seed).',
        'objects[6].Bucket must be the name of a bucket.',
        'objects[6].StorageClass must be one of …',
        'objects[6].ObjectLockRetainUntilDate must be a time such as 2030-01-31T12:00:00Z.',
        'buckets[3] is "b" again, after buckets[1].',
      ],
    )
  })

  test('is an object, of lists that are not too long', () => {
    for (const document of [null, 1, 'x', [], undefined]) {
      assert.deepEqual(mistakesOf(document), ['A seed is a JSON object.'])
    }
    const many = Array.from({ length: SEED_LIMITS.buckets + 1 }, (_, number) => ({ Bucket: `b-${number}` }))
    assert.deepEqual(mistakesOf({ buckets: many, objects: {} }), [
      `buckets has at most ${SEED_LIMITS.buckets} entries.`,
      'objects must be a list.',
    ])
  })

  test('may be of names that every object has, and they mean nothing else', () => {
    const document = JSON.parse(
      '{"buckets":[{"Bucket":"b","__proto__":{},"Tagging":{"constructor":1}}],"objects":[{"Bucket":"b","Key":"k","Metadata":{"__proto__":"x"}}]}',
    )
    const { seed, mistakes } = parseSeed(document)
    assert.deepEqual(mistakes, ['buckets[0] has no "__proto__".', 'buckets[0].Tagging has no "constructor".'])
    const [{ input } = assert.fail()] = seed.objects
    assert.deepEqual(Object.entries(input.Metadata ?? {}), [['__proto__', 'x']])
  })

  test('in a file may name files beside it, and none elsewhere, by whatever way', (t) => {
    const outside = folderWith(t, { secret: 'x' })
    const folder = folderWith(t, { 'files/a.bin': 'abc' })
    symlinkSync(join(outside, 'secret'), join(folder, 'link'))
    symlinkSync(outside, join(folder, 'out'))
    const place = (file: string): string | undefined =>
      mistakesOf({ objects: [{ Bucket: 'b', Key: 'k', file }] }, folder)[0]
    for (const good of ['files/a.bin', './files/../files/a.bin']) assert.equal(place(good), undefined, good)
    for (const bad of ['link', 'out/secret']) assert.match(place(bad) ?? '', /leads out of it\.$/, bad)
    for (const bad of ['', '.', 'files', 'files/b', join(outside, 'secret'), 'files/a.bin\0']) {
      assert.match(place(bad) ?? '', /^objects\[0\]\.file must be the path of a file/, bad)
    }
    assert.match(place(`../${outside.split('/').at(-1)}/secret`) ?? '', /leads out of it/)
  })

  test('is JSON of a size that is read in no time', () => {
    assert.throws(() => readJson(Buffer.from('{')), /^SeedError: This is no JSON: /)
    assert.throws(() => readJson(Buffer.alloc(SEED_LIMITS.bytes + 1)), /at most 4194304 bytes/)
    assert.deepEqual(readJson(Buffer.from('\ufeff{}')), {})
  })

  test('with a hundred thousand mistakes tells a hundred, and that there are more', async () => {
    const { SeedError } = await import('../../../../server/emulator-api/seeds/seed-error.ts')
    const { mistakes } = new SeedError(mistakesOf({ objects: Array.from({ length: 100_000 }, () => 1) }))
    assert.deepEqual([mistakes.length, mistakes.at(-1)], [101, 'There are 99900 more.'])
  })
})
