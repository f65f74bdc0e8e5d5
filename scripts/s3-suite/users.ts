import { canonicalIdOf } from '../../db/model/canonical-id.ts'

/** A user that the suite's configuration names, and an account that the server knows. */
export interface SuiteUser {
  readonly section: string
  readonly account: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly displayName: string
  readonly email: string
}

const main = user('s3 main', '111111111111', 'Main Tester')
const alt = user('s3 alt', '222222222222', 'Alt Tester')
const tenant = user('s3 tenant', '333333333333', 'Tenant Tester')

export const USERS: readonly SuiteUser[] = [main, alt, tenant]

function user(section: string, account: string, displayName: string): SuiteUser {
  const name = displayName.replace(' ', '').toLowerCase()
  return {
    section,
    account,
    accessKeyId: `KEY${account}`,
    secretAccessKey: `secret-of-${name}`,
    displayName,
    email: `${name}@example.com`,
  }
}

const KMS_KEY = `arn:aws:kms:us-east-1:${main.account}:key/11111111-1111-4111-a111-111111111111`

/** The suite's configuration file. IAM is not there; its sections have to be. */
export function suiteConfiguration(port: number): string {
  const sections = [
    section('DEFAULT', { host: 'localhost', port: String(port), is_secure: 'False', ssl_verify: 'False' }),
    section('fixtures', {
      'bucket prefix': 'x-{random}-',
      'iam name prefix': 's3-tests-',
      'iam path prefix': '/s3-tests/',
    }),
    section('s3 main', {
      ...credentials(main),
      // Another region than the client's, because us-east-1 is the one that a bucket does not tell.
      api_name: 'eu-west-1',
      kms_keyid: KMS_KEY,
      kms_keyid2: `${KMS_KEY}2`,
      storage_classes: 'GLACIER_IR, GLACIER',
    }),
    section('s3 alt', credentials(alt)),
    section('s3 tenant', { ...credentials(tenant), tenant: '' }),
    section('iam', credentials(main)),
    section('iam root', credentials(main)),
    section('iam alt root', credentials(alt)),
  ]
  return sections.join('\n')
}

function credentials(of: SuiteUser): Record<string, string> {
  return {
    access_key: of.accessKeyId,
    secret_key: of.secretAccessKey,
    user_id: canonicalIdOf(of.account),
    display_name: of.displayName,
    email: of.email,
  }
}

function section(name: string, values: Record<string, string>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${value}`)
  return `[${name}]\n${lines.join('\n')}\n`
}
