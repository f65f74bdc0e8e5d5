/** The JavaScript scenario of test/sdk, against a container. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { FULL_SCENARIO } from '../../scripts/sdks/steps.ts'

const ACCOUNT = '123456789012'
const PROGRAM = join(import.meta.dirname, '../sdk/javascript/scenario.ts')

/** What the container must be given for it: a folder with the function that the scenario's job calls. */
export const SCENARIO_OPTIONS = [
  '--volume',
  `${join(import.meta.dirname, '../sdk/functions')}:/functions:ro`,
  '--env',
  'S3CONTROL_LOCAL_FUNCTIONS=/functions',
]

/** @param name of its buckets, so that it can be run again where the data are kept */
export function runSdkScenario(url: string, name: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'snow',
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'test',
      SCENARIO: name,
      SCENARIO_ACCOUNT: ACCOUNT,
      SCENARIO_FUNCTION: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:accept`,
      SCENARIO_FAULTS: `${url}/_emulator/faults`,
    },
  })
  assert.equal(status, 0, stdout + stderr)
  assert.deepEqual(
    stdout.trim().split('\n'),
    FULL_SCENARIO.map((step) => `ok - ${step}`),
  )
}
