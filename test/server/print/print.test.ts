import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { print } from '../../../server/print/print.ts'
import { configWith, parseSettings } from '../../../server/settings/parse.ts'

describe('--print', () => {
  test('aws-data-path: rules that leave an endpoint as it is and sign for s3', () => {
    const rules = JSON.parse(print('aws-data-path', configWith({})))
    assert.deepEqual(rules.rules[0].endpoint.url, { ref: 'Endpoint' })
    assert.equal(rules.rules[0].endpoint.properties.authSchemes[0].signingName, 's3')
  })

  test('hosts: a line for each account of the configuration', () => {
    const config = configWith({ account: '111111111111', credentials: [], host: '0.0.0.0' })
    assert.equal(print('hosts', config), '127.0.0.1 111111111111.localhost 111111111111.localhost.localstack.cloud')
  })

  test('it stands beside settings, and what cannot be printed is a mistake', () => {
    const parsed = parseSettings(['--account', '111111111111', '--print', 'hosts'], {})
    assert.ok(parsed.kind === 'print' && parsed.printable === 'hosts' && parsed.config.account === '111111111111')
    for (const args of [['--print'], ['--print', 'money']]) {
      assert.deepEqual(parseSettings(args, {}), {
        kind: 'mistakes',
        mistakes: ['--print must be followed by one of aws-data-path, hosts.'],
      })
    }
  })
})
