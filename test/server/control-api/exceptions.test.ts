import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import {
  BadRequestException,
  IdempotencyException,
  InternalServiceException,
  InvalidNextTokenException,
  InvalidRequestException,
  JobStatusException,
  ListJobsCommand,
  NotFoundException,
  S3ControlClient,
  TooManyRequestsException,
  TooManyTagsException,
} from '@aws-sdk/client-s3-control'
import { ServiceError, type ServiceErrorCode } from '../../../server/control-api/service-error.ts'
import { encodeError } from '../../../server/protocol/encode/encode-error.ts'

const EXCEPTIONS = {
  BadRequestException,
  IdempotencyException,
  InternalServiceException,
  InvalidNextTokenException,
  InvalidRequestException,
  JobStatusException,
  NotFoundException,
  TooManyRequestsException,
  TooManyTagsException,
} satisfies { readonly [Code in ServiceErrorCode]?: unknown }

/** By the form alone; that clients in other languages know them, too, test/sdk shows. */
describe('each modelled exception of the job operations reaches the SDK as its own class', () => {
  for (const [name, Exception] of Object.entries(EXCEPTIONS)) {
    const code = name as keyof typeof EXCEPTIONS
    test(name, async (context) => {
      const { status } = new ServiceError(code, 'told so')
      const server = createServer((_request, response) => {
        const body = encodeError('s3control', {
          code,
          message: 'told so',
          requestId: 'R',
          hostId: 'H',
          fault: 'Sender',
        })
        response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'R' }).end(body)
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      const client = new S3ControlClient({
        region: 'us-east-1',
        maxAttempts: 1,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        endpointProvider: () => ({ url }),
      })
      context.after(() => {
        client.destroy()
        server.close()
      })
      await assert.rejects(client.send(new ListJobsCommand({ AccountId: '123456789012' })), (error) => {
        assert.ok(error instanceof Exception)
        assert.deepEqual([error.name, error.message, error.$metadata.requestId], [code, 'told so', 'R'])
        return true
      })
    })
  }
})
