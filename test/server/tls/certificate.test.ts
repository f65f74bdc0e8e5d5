import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openAuthority } from '../../../server/tls/authority.ts'
import { makeCertificate } from '../../../server/tls/certificate.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

describe("the server's own certificates", () => {
  const authority = openAuthority(undefined, NOW)
  const root = new X509Certificate(authority.certificate)

  test('the authority may sign others, and signs itself', () => {
    assert.equal(root.ca, true)
    assert.equal(root.subject, 'CN=s3control-local')
    assert.ok(root.verify(root.publicKey) && root.checkIssued(root))
  })

  test('a certificate is for the names and addresses it was made for, and no others', () => {
    const issued = authority.issue(['123456789012.s3-control.us-east-1.amazonaws.com', '127.0.0.1', '::1', 'fe80::1:2'])
    const leaf = new X509Certificate(issued.cert)
    assert.ok(leaf.verify(root.publicKey) && leaf.checkIssued(root))
    assert.equal(leaf.ca, false)
    assert.ok(leaf.checkHost('123456789012.s3-control.us-east-1.amazonaws.com'))
    assert.equal(leaf.checkHost('s3.amazonaws.com'), undefined)
    assert.ok(leaf.checkIP('127.0.0.1') && leaf.checkIP('::1') && leaf.checkIP('fe80::1:2'))
    assert.equal(leaf.checkIP('127.0.0.2'), undefined)
    assert.equal(issued.cert.split('BEGIN CERTIFICATE').length, 3, 'the authority follows its certificate')
  })

  test('it holds from the day before, for as long as every client allows', () => {
    const leaf = new X509Certificate(authority.issue(['localhost']).cert)
    assert.equal(Date.parse(leaf.validFrom), NOW - 86_400_000)
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000
    assert.ok(days <= 398 && days > 365)
  })

  test('dates after 2049 are written as they must be', () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const certificate = makeCertificate({
      subject: 'later',
      publicKey: keys.publicKey,
      issuer: { subject: 'later', privateKey: keys.privateKey, publicKey: createPublicKey(keys.privateKey) },
      names: [],
      notBeforeMs: Date.parse('2049-12-31T23:59:59Z'),
      notAfterMs: Date.parse('2050-01-01T00:00:00Z'),
    })
    const { validFrom, validTo } = new X509Certificate(certificate)
    assert.deepEqual(
      [Date.parse(validFrom), Date.parse(validTo)],
      [Date.parse('2049-12-31T23:59:59Z'), Date.parse('2050-01-01T00:00:00Z')],
    )
  })

  test('in a folder the authority is kept, its key for nobody else, until it is about to end', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 's3control-local-tls-'))
    context.after(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
    const tls = join(folder, 'tls')
    const first = openAuthority(tls, NOW)
    assert.deepEqual(readdirSync(tls).sort(), ['ca-key.pem', 'ca.pem'])
    assert.equal(statSync(join(tls, 'ca-key.pem')).mode & 0o777, 0o600)
    const second = openAuthority(tls, NOW)
    assert.equal(second.certificate, first.certificate)
    const leaf = new X509Certificate(second.issue(['a.test']).cert)
    assert.ok(leaf.verify(new X509Certificate(first.certificate).publicKey))
    const nineYearsAndMore = NOW + 3_400 * 86_400_000
    assert.notEqual(openAuthority(tls, nineYearsAndMore).certificate, first.certificate)
  })
})
