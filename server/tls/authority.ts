/** A certificate authority of the server's own: whoever trusts its one certificate trusts every name it is asked for. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificate } from './certificate.ts'

export interface Authority {
  /** In PEM form; what clients must trust. */
  readonly certificate: string
  /** A certificate (with the authority's behind it) and its key for these host names and addresses, in PEM form. */
  readonly issue: (names: readonly string[]) => Issued
}

export interface Issued {
  readonly cert: string
  readonly key: string
}

/**
 * @param folder keeps the authority, so that it is trusted over restarts; undefined: a new one each time
 * @param nowMs the machine's time: that is what clients compare with
 */
export function openAuthority(folder: string | undefined, nowMs: number): Authority {
  const kept = folder === undefined ? undefined : readKept(folder, nowMs)
  const { certificate, privateKey } = kept ?? makeAuthority(nowMs)
  if (folder !== undefined && kept === undefined) keep(folder, { certificate, privateKey })
  const issuer = { subject: SUBJECT, privateKey, publicKey: createPublicKey(privateKey) }
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = pemOf(leaf.privateKey)
  return {
    certificate,
    issue(names) {
      const cert = makeCertificate({
        subject: (names[0] ?? '').slice(0, MAX_COMMON_NAME),
        publicKey: leaf.publicKey,
        issuer,
        names,
        notBeforeMs: nowMs - DAY_MS,
        notAfterMs: nowMs + LEAF_DAYS * DAY_MS,
      })
      return { cert: cert + certificate, key }
    },
  }
}

const SUBJECT = 's3control-local'
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
/** Apple's clients take no certificate that lasts longer than 398 days. */
const LEAF_DAYS = 390
const MAX_COMMON_NAME = 64
const FILES = { certificate: 'ca.pem', privateKey: 'ca-key.pem' }

interface Kept {
  readonly certificate: string
  readonly privateKey: KeyObject
}

function makeAuthority(nowMs: number): Kept {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = makeCertificate({
    subject: SUBJECT,
    publicKey,
    issuer: { subject: SUBJECT, privateKey, publicKey },
    names: [],
    notBeforeMs: nowMs - DAY_MS,
    notAfterMs: nowMs + AUTHORITY_DAYS * DAY_MS,
  })
  return { certificate, privateKey }
}

/** Undefined when there is none, or it ends before the certificates that it would sign. */
function readKept(folder: string, nowMs: number): Kept | undefined {
  try {
    const certificate = readFileSync(join(folder, FILES.certificate), 'utf8')
    const privateKey = createPrivateKey(readFileSync(join(folder, FILES.privateKey)))
    const parsed = new X509Certificate(certificate)
    const lasts = Date.parse(parsed.validTo) > nowMs + LEAF_DAYS * DAY_MS
    return lasts && parsed.checkPrivateKey(privateKey) ? { certificate, privateKey } : undefined
  } catch {
    return undefined
  }
}

function keep(folder: string, { certificate, privateKey }: Kept): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, FILES.privateKey), pemOf(privateKey), { mode: 0o600 })
  writeFileSync(join(folder, FILES.certificate), certificate)
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
