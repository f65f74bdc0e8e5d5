/** What a setting's text may be, and what it means. A text that is none of it is refused in words a user can act on. */
import { readFileSync, statSync } from 'node:fs'
import { isIPv4 } from 'node:net'

export interface Kind<T> {
  /** Stands for the value in `--help`. */
  readonly placeholder: string
  /** What the flag alone means, where it may stand without a value. */
  readonly bare?: string
  /** @throws InvalidSetting */
  readonly parse: (text: string) => T
}

/** Completes the sentence "--flag …". */
export class InvalidSetting extends Error {}

export const text: Kind<string> = { placeholder: 'TEXT', parse: (value) => value }

export const folder: Kind<string> = { placeholder: 'DIR', parse: (value) => value }

/** A folder that is read from, and so must be there. */
export const existingFolder: Kind<string> = {
  placeholder: 'DIR',
  parse(value) {
    if (statSync(value, { throwIfNoEntry: false })?.isDirectory() === true) return value
    throw new InvalidSetting(`must be a folder, and "${value}" is none`)
  },
}

/** A file or a folder that is read from, and so must be there. */
export const existingPath: Kind<string> = {
  placeholder: 'PATH',
  parse(value) {
    if (statSync(value, { throwIfNoEntry: false }) !== undefined) return value
    throw new InvalidSetting(`must be a file or a folder, and "${value}" is neither`)
  },
}

export const file: Kind<string> = { placeholder: 'FILE', parse: (value) => value }

export const port: Kind<number> = { placeholder: 'PORT', parse: (value) => wholeNumber(value, 0, 65_535) }

export function count(least: number, most: number): Kind<number> {
  return { placeholder: 'N', parse: (value) => wholeNumber(value, least, most) }
}

export const accountId: Kind<string> = {
  placeholder: 'ACCOUNT',
  parse(value) {
    if (!/^\d{12}$/.test(value)) throw new InvalidSetting(`must be 12 digits, and "${value}" is not`)
    return value
  },
}

export const regionName: Kind<string> = {
  placeholder: 'REGION',
  parse(value) {
    if (!/^[a-z0-9-]{1,64}$/.test(value))
      throw new InvalidSetting(`must be a region's name such as us-east-1, and "${value}" is not`)
    return value
  },
}

export const onOrOff: Kind<boolean> = {
  placeholder: 'on|off',
  bare: 'on',
  parse(value) {
    if (value !== 'on' && value !== 'off') throw new InvalidSetting(`must be on or off, and "${value}" is neither`)
    return value === 'on'
  },
}

/** Where to listen. */
export interface ListenAddress {
  /** Undefined: where the requests are served. */
  readonly host: string | undefined
  readonly port: number
}

export const listenAddress: Kind<ListenAddress> = {
  placeholder: '[ADDRESS:]PORT',
  parse(value) {
    const [, host, digits] = /^(?:([\d.]+):)?(\d{1,5})$/.exec(value) ?? []
    if (digits === undefined || (host !== undefined && !isIPv4(host))) {
      throw new InvalidSetting(`must be a port, or an address such as 127.0.0.1:53, and "${value}" is not`)
    }
    return { host, port: wholeNumber(digits, 0, 65_535) }
  },
}

export const addressV4: Kind<string> = {
  placeholder: 'ADDRESS',
  parse(value) {
    if (!isIPv4(value)) throw new InvalidSetting(`must be an address such as 127.0.0.1, and "${value}" is not`)
    return value
  },
}

export function oneOf<const Names extends readonly string[]>(...names: Names): Kind<Names[number]> {
  return {
    placeholder: names.join('|'),
    parse(value) {
      if (!names.includes(value)) throw new InvalidSetting(`must be one of ${names.join(', ')}, and "${value}" is not`)
      return value
    },
  }
}

/** Origins of web pages, as browsers write them, separated by commas. */
export const origins: Kind<readonly string[]> = {
  placeholder: 'ORIGIN,…',
  parse(value) {
    const named = listOf(value)
    const wrong = named.find((origin) => !/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(origin))
    if (wrong !== undefined) {
      throw new InvalidSetting(`must be origins such as http://localhost:3000, and "${wrong}" is none`)
    }
    return named
  },
}

/** Names separated by commas. */
export const domains: Kind<readonly string[]> = {
  placeholder: 'NAME,…',
  parse(value) {
    const names = listOf(value).map((name) => name.toLowerCase().replace(/^\.|\.$/g, ''))
    const wrong = names.find((name) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name))
    if (wrong !== undefined) throw new InvalidSetting(`must be host names separated by commas, and "${wrong}" is none`)
    return names
  },
}

const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** In milliseconds. */
export const duration: Kind<number> = {
  placeholder: 'TIME',
  parse(value) {
    const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value) ?? []
    if (digits === undefined || unit === undefined) {
      throw new InvalidSetting(`must be a time such as 500ms, 30s, 5m, 12h or 1d, and "${value}" is not`)
    }
    return Number(digits) * (DURATION_UNITS[unit] ?? 1)
  },
}

/** A time that something is given: some, and less than what a timer can count. */
export const timeLimit: Kind<number> = {
  placeholder: duration.placeholder,
  parse(value) {
    const milliseconds = duration.parse(value)
    if (milliseconds > 0 && milliseconds <= LONGEST_TIMER_MS) return milliseconds
    throw new InvalidSetting(`must be a time from 1ms to 24d, and "${value}" is not`)
  },
}

const LONGEST_TIMER_MS = 24 * 86_400_000

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
}

/** In bytes. */
export function size(least: number): Kind<number> {
  return {
    placeholder: 'SIZE',
    parse(value) {
      const [, digits, unit] = /^(\d{1,15})(KiB|MiB|GiB|TiB|)$/.exec(value) ?? []
      const bytes = Number(digits) * (SIZE_UNITS[unit ?? ''] ?? 1)
      if (digits === undefined || !Number.isSafeInteger(bytes)) {
        throw new InvalidSetting(`must be a number of bytes, or such as 64KiB, 1MiB or 5GiB, and "${value}" is not`)
      }
      if (bytes < least) throw new InvalidSetting(`must be at least ${least} bytes`)
      return bytes
    },
  }
}

/** A key that may sign requests, and whom it stands for. */
export interface Credential {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly account: string
}

/** `KEY:SECRET:ACCOUNT` separated by commas, or `@FILE` with one of them a line. */
export const credentials: Kind<readonly Credential[]> = {
  placeholder: 'KEY:SECRET:ACCOUNT,…',
  parse: (value) => (value.startsWith('@') ? linesOf(value.slice(1)) : listOf(value)).map(credential),
}

function credential(entry: string): Credential {
  const [, accessKeyId, secretAccessKey, account] = /^([^:\s]+):(\S+):(\d{12})$/.exec(entry) ?? []
  if (accessKeyId === undefined || secretAccessKey === undefined || account === undefined) {
    const name = entry.split(':')[0] ?? ''
    throw new InvalidSetting(
      `must be KEY:SECRET:ACCOUNT with an account of 12 digits, and the entry "${name}:…" is not`,
    )
  }
  return { accessKeyId, secretAccessKey, account }
}

/** An account that is known by more than its number. */
export interface NamedAccount {
  readonly account: string
  readonly canonicalId?: string
  readonly displayName?: string
  readonly email?: string
}

/** `ACCOUNT:CANONICAL_ID:DISPLAY_NAME:EMAIL` separated by commas, or `@FILE` with one of them a line. */
export const accounts: Kind<readonly NamedAccount[]> = {
  placeholder: 'ACCOUNT:ID:NAME:EMAIL,…',
  parse: (value) => (value.startsWith('@') ? linesOf(value.slice(1)) : listOf(value)).map(namedAccount),
}

function namedAccount(entry: string): NamedAccount {
  const [account = '', canonicalId = '', displayName = '', email = '', ...rest] = entry.split(':')
  if (!/^\d{12}$/.test(account) || rest.length > 0) {
    throw new InvalidSetting(`must be ACCOUNT:CANONICAL_ID:DISPLAY_NAME:EMAIL, and the entry "${entry}" is not`)
  }
  return {
    account,
    ...(canonicalId === '' ? {} : { canonicalId }),
    ...(displayName === '' ? {} : { displayName }),
    ...(email === '' ? {} : { email }),
  }
}

/** A server that runs Lambda functions: one of them, or without a name all. */
export interface LambdaEndpoint {
  readonly name?: string
  readonly url: string
}

/** `URL` or `NAME=URL`, separated by commas. */
export const lambdaEndpoints: Kind<readonly LambdaEndpoint[]> = {
  placeholder: 'URL|NAME=URL,…',
  parse(value) {
    const endpoints = listOf(value).map(lambdaEndpoint)
    const names = endpoints.map(({ name }) => name)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (new Set(names).size === names.length) return endpoints
    throw new InvalidSetting(twice === undefined ? 'has more than one URL without a name' : `names ${twice} twice`)
  },
}

function lambdaEndpoint(entry: string): LambdaEndpoint {
  const [, name, url = ''] = /^(?:([a-zA-Z0-9-_]{1,64})=)?(.*)$/s.exec(entry) ?? []
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new InvalidSetting(`must be URL or NAME=URL with an http or https URL, and the entry "${entry}" is not`)
  }
  return { ...(name === undefined ? {} : { name }), url }
}

function linesOf(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  } catch {
    throw new InvalidSetting(`names the file "${file}", which cannot be read`)
  }
}

function listOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function wholeNumber(value: string, least: number, most: number): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= least && number <= most)) {
    throw new InvalidSetting(`must be a whole number from ${least} to ${most}, and "${value}" is not`)
  }
  return number
}
