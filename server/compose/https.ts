import type { Server } from 'node:http'
import type { Config } from '../config.ts'

export interface Https {
  /** In PEM form; what clients must trust. */
  readonly certificate: string
  readonly serve: (server: Server) => void
}

/** Loaded only where it is wanted: it needs a good part of Node's TLS and cryptography. */
export async function openHttps(config: Config): Promise<Https | undefined> {
  if (!config.tls && config.tlsCertificate === undefined && config.tlsKey === undefined) return undefined
  const [{ openTls }, { serveTls }] = await Promise.all([import('../tls/open-tls.ts'), import('../tls/serve-tls.ts')])
  const tls = openTls(config)
  return { certificate: tls.certificate, serve: (server) => serveTls(server, tls) }
}
