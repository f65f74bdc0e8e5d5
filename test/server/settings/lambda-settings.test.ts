import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, test } from 'node:test'
import { parseSettings } from '../../../server/settings/parse.ts'

function lambdaEndpoints(value: string): unknown {
  const parsed = parseSettings(['--lambda-endpoint', value], {})
  if (parsed.kind === 'mistakes') return parsed.mistakes
  return parsed.kind === 'config' ? parsed.config.lambdaEndpoints : parsed.kind
}

describe('the settings of Lambda functions', () => {
  test('without any there is no function and no endpoint', () => {
    const parsed = parseSettings([], {})
    assert.equal(parsed.kind, 'config')
    if (parsed.kind !== 'config') return
    const { functions, lambdaConcurrency, lambdaTimeoutMs, lambdaRedrives } = parsed.config
    assert.deepEqual(
      [functions, parsed.config.lambdaEndpoints, lambdaConcurrency, lambdaTimeoutMs, lambdaRedrives],
      [undefined, [], 100, 60_000, 2],
    )
  })

  test('endpoints are for one function, or for all others', () => {
    assert.deepEqual(lambdaEndpoints('http://localhost:3001, resize=http://127.0.0.1:9000/a?b=c,x_1=https://[::1]:1'), [
      { url: 'http://localhost:3001' },
      { name: 'resize', url: 'http://127.0.0.1:9000/a?b=c' },
      { name: 'x_1', url: 'https://[::1]:1' },
    ])
  })

  test('an endpoint that is no URL of HTTP, or a name that is there twice, is a mistake', () => {
    const form = 'must be URL or NAME=URL with an http or https URL, and the entry'
    assert.deepEqual(lambdaEndpoints('localhost:3001'), [`--lambda-endpoint ${form} "localhost:3001" is not.`])
    assert.deepEqual(lambdaEndpoints('f=ftp://h'), [`--lambda-endpoint ${form} "f=ftp://h" is not.`])
    assert.deepEqual(lambdaEndpoints('f=http://h,f=http://i'), ['--lambda-endpoint names f twice.'])
    assert.deepEqual(lambdaEndpoints('http://h,http://i'), ['--lambda-endpoint has more than one URL without a name.'])
  })

  test('a time-out is some time, and one that a timer can count', () => {
    for (const value of ['0s', '25d']) {
      const mistakes = [`--lambda-timeout must be a time from 1ms to 24d, and "${value}" is not.`]
      assert.deepEqual(parseSettings(['--lambda-timeout', value], {}), { kind: 'mistakes', mistakes })
    }
  })

  test('a folder of functions that is not there is a mistake', () => {
    const missing = `${tmpdir()}/s3control-no-such-folder`
    assert.deepEqual(parseSettings(['--functions', missing], {}), {
      kind: 'mistakes',
      mistakes: [`--functions must be a folder, and "${missing}" is none.`],
    })
  })
})
