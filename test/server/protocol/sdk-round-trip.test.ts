import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as s3 from '@aws-sdk/client-s3'
import * as s3Control from '@aws-sdk/client-s3-control'
import type { Member, OperationModel } from '../../../server/protocol/model.ts'
import { operationsOf } from '../../../server/protocol/operations.ts'
import { type ProtocolServer, startProtocolServer } from './protocol-server.ts'
import { sampleMembers } from './sample.ts'

/**
 * Every operation of both services through AWS's own client: what the client is given must come out of the decoder,
 * and what the encoder writes must come out of the client.
 */
const CREDENTIALS = {
  region: 'us-west-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
}

/** Bodies are event streams, or the address is on another host. */
const NOT_HERE = new Set(['WriteGetObjectResponse', 'SelectObjectContent', 'ListDirectoryBuckets'])

/** Members that the client changes, checks or reads as something else on its own. */
const CLIENTS_OWN =
  /SSECustomerKey|^SSECustomerAlgorithm$|^Checksum|^ContentLength$|^ContentMD5$|^Expires(String)?$|^ResponseExpires$|^RequestRoute$/

const GIVEN: Readonly<Record<string, unknown>> = {
  Bucket: 'bucket',
  Key: 'a b/ü+%25&c',
  AccountId: '123456789012',
  JobId: '0aeb5d4c-1b2c-4d3e-8f90-123456789abc',
}

let server: ProtocolServer
let s3Client: s3.S3Client
let controlClient: s3Control.S3ControlClient

before(async () => {
  server = await startProtocolServer()
  s3Client = new s3.S3Client({ ...CREDENTIALS, endpoint: server.url, forcePathStyle: true })
  controlClient = new s3Control.S3ControlClient({
    ...CREDENTIALS,
    endpointProvider: () => ({ url: new URL(server.url) }),
    disableHostPrefix: true,
  })
})

after(async () => {
  s3Client.destroy()
  controlClient.destroy()
  await server.close()
})

for (const service of ['s3', 's3control'] as const)
  describe(`every ${service} operation survives the way through AWS's client`, () => {
    for (const operation of operationsOf(service)) {
      if (NOT_HERE.has(operation.name)) continue
      test(operation.name, async () => {
        const input = sample(operation.input.members)
        const output = sample(operation.output.members)
        server.answer = output
        const got = await send(service, operation, { ...streamsOf(operation), ...input })
        assert.ifError(server.heard?.error)
        assert.equal(server.heard?.operation, operation.name)
        assert.deepEqual(pick(server.heard?.input ?? {}, Object.keys(input)), input)
        assert.deepEqual(pick(got, Object.keys(output)), output)
      })
    }
  })

async function send(service: string, { name }: OperationModel, input: object): Promise<Record<string, unknown>> {
  const commands = service === 's3' ? s3 : s3Control
  const Command = (commands as Record<string, any>)[`${name}Command`]
  const client: any = service === 's3' ? s3Client : controlClient
  return client.send(new Command({ ...input }))
}

function streamsOf({ input }: OperationModel): Record<string, unknown> {
  const streaming = input.members.filter(({ shape }) => shape.kind === 'streaming')
  return Object.fromEntries(streaming.map(({ name }) => [name, 'the body']))
}

function sample(members: readonly Member[]): Record<string, unknown> {
  const value = sampleMembers(members.filter(({ name }) => !CLIENTS_OWN.test(name)))
  return Object.fromEntries(
    Object.entries(value).map(([name, content]) => [
      name,
      typeof content === 'string' ? (GIVEN[name] ?? content) : content,
    ]),
  )
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]))
}
