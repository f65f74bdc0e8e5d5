import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prepareEnvironment } from '../../../worker/functions/embedded/thread/prepare-environment.ts'

const OURS = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL: 'http://localhost:4566',
}

function prepared(before: Record<string, string>, environment: Record<string, string> = OURS) {
  const after: Record<string, string | undefined> = { ...before }
  const beat = new SharedArrayBuffer(4)
  prepareEnvironment(after, { name: 'resize', path: '/functions/resize/index.mjs', timeoutMs: 1, beat, environment })
  return after
}

describe('the environment of a function', () => {
  test('leads an SDK to this server, whatever credentials the server was started with', () => {
    const after = prepared({
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_SESSION_TOKEN: 't',
      AWS_PROFILE: 'prod',
      HOME: '/home',
    })
    assert.equal(after['AWS_ACCESS_KEY_ID'], '123456789012')
    assert.equal(after['AWS_ENDPOINT_URL'], 'http://localhost:4566')
    assert.ok(!('AWS_SESSION_TOKEN' in after) && !('AWS_PROFILE' in after))
    assert.equal(after['HOME'], '/home')
  })

  test('leaves an SDK at the endpoint that somebody has set', () => {
    const before = { AWS_ENDPOINT_URL: 'http://elsewhere:1', AWS_ACCESS_KEY_ID: 'theirs', AWS_PROFILE: 'p' }
    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_PROFILE } = prepared(before)
    assert.deepEqual({ AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_PROFILE }, before)
  })

  test('has what Lambda has there', () => {
    const after = prepared({}, {})
    assert.equal(after['AWS_LAMBDA_FUNCTION_NAME'], 'resize')
    assert.equal(after['LAMBDA_TASK_ROOT'], '/functions/resize')
    assert.equal(after['_HANDLER'], 'index.handler')
    assert.match(after['AWS_EXECUTION_ENV'] ?? '', /^AWS_Lambda_nodejs\d+\.x$/)
  })
})
