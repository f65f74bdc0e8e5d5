import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { GenericContainer, Wait } from 'testcontainers'

test('there are no jobs yet', async () => {
  const container = await new GenericContainer('s3control-local')
    .withExposedPorts(4566)
    .withWaitStrategy(Wait.forLogMessage('Ready.'))
    .start()
  const control = new S3ControlClient({
    endpoint: `http://127.0.0.1:${container.getMappedPort(4566)}`,
    region: 'snow',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
  })
  const { Jobs } = await control.send(new ListJobsCommand({ AccountId: '123456789012' }))
  assert.deepEqual(Jobs, [])
  await container.stop()
})
