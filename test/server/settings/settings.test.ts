import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { helpText, settingsTable } from '../../../server/settings/describe.ts'
import { configWith, type Environment, parseSettings } from '../../../server/settings/parse.ts'
import { type Config, SETTINGS } from '../../../server/settings/table.ts'

describe('the settings', () => {
  test('without any, the server listens on the loopback port that LocalStack users expect and keeps nothing', () => {
    const { host, port, data, auth, account, region } = config([])
    assert.deepEqual(
      { host, port, data, auth, account, region },
      { host: 'localhost', port: 4566, data: undefined, auth: 'none', account: '000000000000', region: 'us-east-1' },
    )
  })

  test('a flag wins over the environment, and that over the default', () => {
    const environment = { S3CONTROL_LOCAL_PORT: '5000', S3CONTROL_LOCAL_REGION: 'eu-west-1' }
    const { port, region } = config(['--port', '6000'], environment)
    assert.deepEqual({ port, region }, { port: 6000, region: 'eu-west-1' })
  })

  test('values may follow an equals sign, and an empty variable counts as not set', () => {
    assert.equal(config(['--data=/some/where'], { S3CONTROL_LOCAL_PORT: '' }).data, '/some/where')
  })

  test('times and sizes are written with their units', () => {
    const { restoreDurationMs, maxXmlBytes, keepAliveTimeoutMs } = config([
      '--restore-duration=12h',
      '--max-xml-size=2MiB',
      '--keep-alive-timeout',
      '1500ms',
    ])
    assert.deepEqual([restoreDurationMs, maxXmlBytes, keepAliveTimeoutMs], [43_200_000, 2_097_152, 1500])
  })

  test('lists are separated by commas, or come from a file', () => {
    const file = join(tmpdir(), `credentials-${process.pid}.txt`)
    writeFileSync(file, '# who may sign\nAKIA1:one:111111111111\n\nAKIA2:two/+=:222222222222\n')
    assert.deepEqual(config(['--credentials', `@${file}`]).credentials, [
      { accessKeyId: 'AKIA1', secretAccessKey: 'one', account: '111111111111' },
      { accessKeyId: 'AKIA2', secretAccessKey: 'two/+=', account: '222222222222' },
    ])
    assert.deepEqual(config(['--base-domain', 'S3.emu, .other.test']).baseDomains, ['s3.emu', 'other.test'])
    assert.deepEqual(config(['--accounts', '123456789012:abc:Alice:a@b.c,210987654321']).accounts, [
      { account: '123456789012', canonicalId: 'abc', displayName: 'Alice', email: 'a@b.c' },
      { account: '210987654321' },
    ])
  })

  test('all mistakes are reported at once, each as a sentence that says what to do', () => {
    const parsed = parseSettings(
      ['--port', '70000', '--auth=kerberos', '--colour', 'red', '--account', '12', 'serve', '--log'],
      { S3CONTROL_LOCAL_RESTORE_DURATION: 'soon', S3CONTROL_LOCAL_PROT: '1' },
    )
    assert.deepEqual(parsed, {
      kind: 'mistakes',
      mistakes: [
        'There is no setting --colour; --help lists them all.',
        '"serve" is not understood: settings are written as --name VALUE.',
        '--log needs a value.',
        'The environment variable S3CONTROL_LOCAL_PROT is set, but there is no such setting; --help lists them all.',
        '--port must be a whole number from 0 to 65535, and "70000" is not.',
        '--account must be 12 digits, and "12" is not.',
        '--auth must be one of none, sigv4, and "kerberos" is not.',
        'S3CONTROL_LOCAL_RESTORE_DURATION must be a time such as 500ms, 30s, 5m, 12h or 1d, and "soon" is not.',
      ],
    })
  })

  test('a flag that switches something on needs no value', () => {
    assert.deepEqual([config([]).tls, config(['--tls']).tls, config(['--tls', 'off']).tls], [false, true, false])
    assert.deepEqual(config(['--tls', '--port', '1']).port, 1)
    assert.equal(config([], { S3CONTROL_LOCAL_TLS: 'on' }).tls, true)
  })

  test('an address to listen on is a port, with an address before it or without', () => {
    assert.deepEqual(config(['--dns', '5353']).dns, { host: undefined, port: 5353 })
    assert.deepEqual(config(['--dns=127.0.0.1:53']).dns, { host: '127.0.0.1', port: 53 })
    for (const wrong of ['localhost:53', '127.0.0.1', '1.2.3.400:53', ':53', '70000']) {
      assert.equal(parseSettings([`--dns=${wrong}`], {}).kind, 'mistakes', wrong)
    }
  })

  test('a mistake in the credentials does not repeat the secret', () => {
    const parsed = parseSettings(['--credentials', 'AKIA1:hush'], {})
    assert.equal(parsed.kind, 'mistakes')
    assert.ok(!JSON.stringify(parsed).includes('hush'))
  })

  test('an embedder names what it wants; the rest are the defaults', () => {
    assert.deepEqual({ ...configWith({ port: 0, data: undefined }) }, { ...config([]), port: 0 })
  })

  test('help shows every setting', () => {
    for (const { flag } of Object.values(SETTINGS)) assert.match(helpText(), new RegExp(`^  --${flag} `, 'm'))
  })

  test('docs/configuration.md has the table as it is made from the settings', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8')
    assert.ok(page.includes(settingsTable()), `put this table there:\n\n${settingsTable()}\n`)
  })
})

function config(args: readonly string[], environment: Environment = {}): Config {
  const parsed = parseSettings(args, environment)
  assert.equal(parsed.kind, 'config', JSON.stringify(parsed))
  return parsed.kind === 'config' ? parsed.config : assert.fail()
}
