/** X.509 certificates (RFC 5280) with keys on the curve P-256. Node reads certificates but has no way to make one. */
import { hash, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts'

export interface CertificateRequest {
  /** The common name of the one it is for. */
  readonly subject: string
  readonly publicKey: KeyObject
  readonly issuer: { readonly subject: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  /** Host names and addresses; none for an authority, which may sign others. */
  readonly names: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** @returns the certificate in PEM form */
export function makeCertificate(request: CertificateRequest): string {
  const { subject, publicKey, issuer, notBeforeMs, notAfterMs } = request
  const body = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(serialNumber()),
    ECDSA_WITH_SHA256,
    nameOf(issuer.subject),
    sequence(time(notBeforeMs), time(notAfterMs)),
    nameOf(subject),
    publicKeyInfo(publicKey),
    explicit(3, sequence(...extensionsOf(request))),
  )
  const signature = sign('sha256', body, issuer.privateKey)
  const lines =
    sequence(body, ECDSA_WITH_SHA256, bitString(signature))
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const COMMON_NAME = objectIdentifier('2.5.4.3')
const SERVER_AUTH = objectIdentifier('1.3.6.1.5.5.7.3.1')

/** Positive, and of 16 bytes without leading zeros. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(COMMON_NAME, utf8String(commonName))))
}

/** Strict clients (OpenSSL's X509_V_FLAG_X509_STRICT, which Python sets) want all of these. */
function extensionsOf({ publicKey, issuer, names }: CertificateRequest): readonly Buffer[] {
  const isAuthority = names.length === 0
  const identifiers = [
    extension('2.5.29.14', false, octetString(keyIdentifier(publicKey))),
    extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(issuer.publicKey)))),
  ]
  if (isAuthority) {
    return [
      extension('2.5.29.19', true, sequence(boolean(true), integer(Buffer.of(0)))),
      // keyCertSign and cRLSign
      extension('2.5.29.15', true, bitString(Buffer.of(0x06), 1)),
      ...identifiers,
    ]
  }
  return [
    extension('2.5.29.19', true, sequence()),
    // digitalSignature
    extension('2.5.29.15', true, bitString(Buffer.of(0x80), 7)),
    extension('2.5.29.37', false, sequence(SERVER_AUTH)),
    extension('2.5.29.17', false, sequence(...names.map(alternativeName))),
    ...identifiers,
  ]
}

function extension(identifier: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [boolean(true)] : []), octetString(value))
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? implicit(2, Buffer.from(name)) : implicit(7, addressBytes(name))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const groups = (part: string): number[] =>
    part.split(':').flatMap((group) => (group === '' ? [] : [parseInt(group, 16)]))
  const before = groups(head)
  const after = groups(tail ?? '')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0)
  const bytes = Buffer.alloc(16)
  for (const [at, group] of [...before, ...zeros, ...after].entries()) bytes.writeUInt16BE(group, at * 2)
  return bytes
}

function keyIdentifier(key: KeyObject): Buffer {
  return hash('sha1', publicKeyInfo(key), 'buffer')
}

function publicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}
