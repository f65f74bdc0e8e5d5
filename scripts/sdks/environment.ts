/** The servers of a run, and the files that ways to them need. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type RunningServer, startServer } from '../../server/index.ts'
import { print } from '../../server/print/print.ts'
import { configWith } from '../../server/settings/parse.ts'
import { run } from './shell.ts'
import { TARGETS, type TargetName } from './targets.ts'
import type { Servers } from './ways.ts'

export const ACCOUNT = '123456789012'
/** Nobody else listens on this one: all of 127/8 is this machine's. */
const NAMED_ADDRESS = '127.0.77.1'
const ROOT = join(import.meta.dirname, '../..')

export interface Started extends Servers {
  readonly stop: () => Promise<unknown>
}

/** @param target undefined: this source, with all that the ways want of it */
export async function startServers(folder: string, target?: TargetName): Promise<Started> {
  mkdirSync(folder, { recursive: true })
  const functions = join(ROOT, 'test/sdk/functions')
  if (target !== undefined) {
    const { port, stop } = await TARGETS[target](folder, functions)
    return { main: { port }, named: undefined, files: await writeFiles(folder), stop }
  }
  const data = join(folder, 'data')
  rmSync(data, { recursive: true, force: true })
  const main = await startServer({ tls: true, data: join(data, 'main'), functions })
  const named = await startNamed(join(data, 'main', 'tls', 'ca.pem'), { data: join(data, 'named'), functions })
  const files = await writeFiles(folder, main.caCertificate)
  return {
    main: { port: main.port },
    named: named === undefined ? undefined : { address: NAMED_ADDRESS },
    files,
    async stop() {
      await Promise.all([main.stop(), named?.stop()])
    },
  }
}

/** Undefined where this user may not listen on the ports that AWS's names lead to. */
async function startNamed(
  certificate: string,
  options: { readonly data: string; readonly functions: string },
): Promise<RunningServer | undefined> {
  // The same authority signs for both.
  mkdirSync(join(options.data, 'tls'), { recursive: true })
  cpSync(dirname(certificate), join(options.data, 'tls'), { recursive: true })
  try {
    return await startServer({
      ...options,
      tls: true,
      host: NAMED_ADDRESS,
      port: 443,
      dns: { host: NAMED_ADDRESS, port: 53 },
      dnsSuffixes: ['s3.test', 'amazonaws.com'],
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'ListenError') return undefined
    throw error
  }
}

async function writeFiles(folder: string, certificate = ''): Promise<Servers['files']> {
  const files = {
    certificate: join(folder, 'ca.pem'),
    trustStore: join(folder, 'trust.p12'),
    dataPath: join(folder, 'aws-data-path'),
    hosts: join(folder, 'hosts'),
    resolver: join(folder, 'resolv.conf'),
  }
  writeFileSync(files.certificate, certificate)
  rmSync(files.trustStore, { force: true })
  if (certificate !== '') await importCertificate(files)
  const config = configWith({ account: ACCOUNT })
  const rules = join(files.dataPath, 's3control/2018-08-20')
  mkdirSync(rules, { recursive: true })
  writeFileSync(join(rules, 'endpoint-rule-set-1.json'), print('aws-data-path', config))
  writeFileSync(files.hosts, `127.0.0.1 localhost\n${print('hosts', config)}\n`)
  writeFileSync(files.resolver, `nameserver ${NAMED_ADDRESS}\n`)
  return files
}

/** Without a JDK there is no Java client either that would want it. */
async function importCertificate({ certificate, trustStore }: Servers['files']): Promise<void> {
  const from = ['-importcert', '-noprompt', '-alias', 's3', '-file', certificate]
  await run(['keytool', ...from, '-keystore', trustStore, '-storepass', 'changeit']).catch(() => undefined)
}

/** Whether a program can be shown another /etc/hosts without the machine being touched. */
export function canReplaceFiles(): boolean {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A copy of a client's folder in which the port of the recipes is the one of this run. What is unchanged keeps its time. */
export function copySource(name: string, folder: string, port: number): string {
  const from = join(ROOT, 'test/sdk', name)
  const to = join(folder, name)
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true, preserveTimestamps: true })
  for (const entry of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    const file = join(to, entry)
    if (!statSync(file).isFile()) continue
    const text = readFileSync(file, 'utf8')
    const changed = text.replaceAll(':4566', `:${port}`)
    if (changed !== text) writeFileSync(file, changed)
  }
  return to
}
