import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import {
  CreateSessionCommand,
  GetObjectCommand,
  GetObjectTorrentCommand,
  PutObjectCommand,
  RenameObjectCommand,
  SelectObjectContentCommand,
} from '@aws-sdk/client-s3'
import { NOT_BUILT } from '../../../server/object-api/not-built.ts'
import { objectHandlers } from '../../../server/object-api/registry.ts'
import { operationsOf } from '../../../server/protocol/operations.ts'
import { testServer } from '../../support/running-server.ts'
import { newBucket, refused, textOf } from './support.ts'

describe('S3 operations that are not built', async () => {
  const { s3 } = await testServer({ after })

  test('are those of the model that no handler has', () => {
    const missing = operationsOf('s3')
      .map(({ name }) => name)
      .filter((name) => !(name in objectHandlers))
    assert.deepEqual(missing, Object.keys(NOT_BUILT))
  })

  test('stand in the documentation, each with its reason', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/choices.md'), 'utf8')
    const [, section = ''] = page.split('## S3 operations that are not built')
    const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \| (.*) \|$/gm)]
    assert.deepEqual(Object.fromEntries(rows.map(([, name, reason]) => [name, reason])), NOT_BUILT)
  })

  test('are refused with it, and change nothing', async () => {
    const Bucket = await newBucket(s3)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'kept' }))
    const rename = new RenameObjectCommand({ Bucket, Key: 'to', RenameSource: `${Bucket}/from` })
    const { message } = await refused(s3.send(rename), 'NotImplemented', 501)
    assert.equal(message, `RenameObject is not implemented by s3control-local. ${NOT_BUILT.RenameObject}`)
    assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'from' }))), 'kept')
    await refused(s3.send(new GetObjectCommand({ Bucket, Key: 'to' })), 'NoSuchKey', 404)
    await refused(s3.send(new GetObjectTorrentCommand({ Bucket, Key: 'from' })), 'NotImplemented', 501)
    const select = {
      Bucket,
      Key: 'from',
      Expression: 'SELECT * FROM S3Object',
      ExpressionType: 'SQL',
      InputSerialization: { CSV: {} },
      OutputSerialization: { CSV: {} },
    } as const
    await refused(s3.send(new SelectObjectContentCommand(select)), 'NotImplemented', 501)
    await refused(s3.send(new CreateSessionCommand({ Bucket })), 'NotImplemented', 501)
  })
})
