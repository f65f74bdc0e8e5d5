/**
 * Every setting of the server, once. The command line, the environment, `--help` and `docs/configuration.md` are all
 * made from this table.
 */
import {
  accountId,
  accounts,
  addressV4,
  count,
  credentials,
  domains,
  duration,
  existingFolder,
  existingPath,
  file,
  folder,
  type Kind,
  lambdaEndpoints,
  listenAddress,
  oneOf,
  onOrOff,
  origins,
  port,
  regionName,
  size,
  text,
  timeLimit,
} from './kinds.ts'
import { notificationTargets } from './notification-targets.ts'

export interface Setting<T = unknown> {
  /** Without its dashes. */
  readonly flag: string
  readonly kind: Kind<T>
  /** As a user would write it; absent: the setting has no value then. */
  readonly fallback?: string
  readonly help: string
}

export const SETTINGS = {
  host: setting(text, {
    flag: 'host',
    fallback: 'localhost',
    help: 'Address to listen on. localhost listens on 127.0.0.1 and ::1; 0.0.0.0 or :: on all addresses.',
  }),
  port: setting(port, { flag: 'port', fallback: '4566', help: 'Port to listen on; 0 takes a free one.' }),
  data: optional(folder, {
    flag: 'data',
    help: 'Folder that keeps buckets, objects and jobs over restarts. Without it all is gone when the server stops.',
  }),
  seed: optional(existingPath, {
    flag: 'seed',
    help: 'Buckets and objects that are there from the start and after every reset: a JSON file, or a folder of folders of files.',
  }),
  account: setting(accountId, {
    flag: 'account',
    fallback: '000000000000',
    help: 'Account of callers whose access key is not itself an account of 12 digits.',
  }),
  region: setting(regionName, {
    flag: 'region',
    fallback: 'us-east-1',
    help: 'Region of callers that do not name one; also of those that name "snow".',
  }),
  auth: setting(oneOf('none', 'sigv4'), {
    flag: 'auth',
    fallback: 'none',
    help: 'none accepts every key and signature; sigv4 accepts only known keys with right signatures.',
  }),
  credentials: setting(credentials, {
    flag: 'credentials',
    fallback: 'test:test:000000000000',
    help: 'The keys that --auth sigv4 knows, each with its account; @FILE reads them from a file, one a line.',
  }),
  accounts: setting(accounts, {
    flag: 'accounts',
    fallback: '',
    help: 'Names for accounts, as ACCOUNT:CANONICAL_ID:DISPLAY_NAME:EMAIL (each but the account may be left empty); @FILE as above.',
  }),
  newBuckets: setting(oneOf('enforced', 'classic'), {
    flag: 'new-buckets',
    fallback: 'enforced',
    help: 'enforced: new buckets have ACLs off and public access blocked, as on AWS since 2023; classic: as before.',
  }),
  dialect: setting(oneOf('aws', 'ceph'), {
    flag: 'dialect',
    fallback: 'aws',
    help: "Whose answers to give where AWS and Ceph's S3 are known to differ.",
  }),
  baseDomains: setting(domains, {
    flag: 'base-domain',
    fallback: '',
    help: 'More names under which a bucket is addressed as BUCKET.NAME (localhost and s3.localhost always are).',
  }),
  tls: setting(onOrOff, {
    flag: 'tls',
    fallback: 'off',
    help: 'Serves https beside http on the same port, with certificates of its own for any name. Clients must trust /_emulator/ca.pem.',
  }),
  tlsCertificate: optional(file, {
    flag: 'tls-cert',
    help: 'File of a certificate (PEM, with those that signed it) to serve https with, instead of ones of its own.',
  }),
  tlsKey: optional(file, { flag: 'tls-key', help: "File of that certificate's key (PEM)." }),
  dns: optional(listenAddress, {
    flag: 'dns',
    help: "Answers DNS (UDP) there: every name under --dns-suffix is this server. Without ADDRESS on --host's.",
  }),
  dnsSuffixes: setting(domains, {
    flag: 'dns-suffix',
    fallback: 's3.test,localhost',
    help: 'Names that --dns answers, with all below them; buckets are addressed as BUCKET.NAME under them. amazonaws.com takes over AWS itself.',
  }),
  dnsAddress: optional(addressV4, {
    flag: 'dns-address',
    help: "The address that --dns answers. Without it, this machine's address in the network of whoever asks.",
  }),
  slots: setting(count(0, 10_000), {
    flag: 'slots',
    fallback: '0',
    help: 'Jobs that may be Active at once; a job of higher priority pauses another. 0: no limit.',
  }),
  threads: setting(count(0, 256), {
    flag: 'threads',
    fallback: '0',
    help: 'Threads for the work of jobs. 0: as many as there are processors.',
  }),
  sync: setting(oneOf('off', 'normal', 'full'), {
    flag: 'sync',
    fallback: 'normal',
    help: 'What a loss of power leaves of --data: off promises nothing, normal keeps the databases whole, full keeps every finished write.',
  }),
  restoreDurationMs: setting(duration, {
    flag: 'restore-duration',
    fallback: '0s',
    help: 'How long restoring an archived object takes.',
  }),
  replicationDelayMs: setting(duration, {
    flag: 'replication-delay',
    fallback: '0s',
    help: 'How long objects stay PENDING before they are replicated.',
  }),
  notificationTargets: setting(notificationTargets, {
    flag: 'notification-target',
    fallback: '',
    help: 'Where event notifications are posted: the ARN of a queue, topic or function, or eventbridge or cloudtrail, with its URL.',
  }),
  functions: optional(existingFolder, {
    flag: 'functions',
    help: 'Folder of Lambda functions for jobs: NAME.mjs, NAME.cjs, NAME.js or NAME/index.mjs and so on, each with a handler.',
  }),
  lambdaEndpoints: setting(lambdaEndpoints, {
    flag: 'lambda-endpoint',
    fallback: '',
    help: "Servers with Lambda's Invoke API: NAME=URL for one function, URL alone for all that are found nowhere else.",
  }),
  lambdaConcurrency: setting(count(1, 10_000), {
    flag: 'lambda-concurrency',
    fallback: '100',
    help: 'Invocations of one function that are under way at a time.',
  }),
  lambdaTimeoutMs: setting(timeLimit, {
    flag: 'lambda-timeout',
    fallback: '1m',
    help: 'How long an embedded function may run, and how long an endpoint may take to answer.',
  }),
  reportRows: setting(count(0, Number.MAX_SAFE_INTEGER), {
    flag: 'report-rows',
    fallback: '0',
    help: 'Rows in a result file of a completion report, after which another begins. 0: one file a status.',
  }),
  lambdaRedrives: setting(count(0, 100), {
    flag: 'lambda-redrives',
    fallback: '2',
    help: 'How many more times a task is tried whose function says TemporaryFailure, is throttled or gives no answer.',
  }),
  log: setting(oneOf('text', 'json', 'off'), {
    flag: 'log',
    fallback: 'text',
    help: 'One line for each request and each change of a job on standard output: as text, as JSON, or not at all.',
  }),
  maxHeaderBytes: setting(size(1024), {
    flag: 'max-header-size',
    fallback: '64KiB',
    help: 'Largest request line and headers together.',
  }),
  maxXmlBytes: setting(size(1024), {
    flag: 'max-xml-size',
    fallback: '4MiB',
    help: 'Largest XML body of a request.',
  }),
  maxObjectBytes: setting(size(0), {
    flag: 'max-object-size',
    fallback: '5GiB',
    help: 'Largest body of one upload (an object, or a part of one).',
  }),
  maxConnections: setting(count(0, 1_000_000), {
    flag: 'max-connections',
    fallback: '10000',
    help: 'Connections that are open at a time; one more is closed at once. 0: no limit.',
  }),
  maxRequests: setting(count(0, 1_000_000), {
    flag: 'max-requests',
    fallback: '2000',
    help: 'Requests under way at a time; one more is answered with SlowDown or TooManyRequestsException. 0: no limit.',
  }),
  maxOpenUploads: setting(count(0, 10_000_000), {
    flag: 'max-open-uploads',
    fallback: '10000',
    help: 'Multipart uploads that are open at a time; one more is answered with SlowDown. 0: no limit.',
  }),
  maxOpenJobs: setting(count(0, 10_000_000), {
    flag: 'max-open-jobs',
    fallback: '20000',
    help: 'Jobs that have not ended; one more is answered with TooManyRequestsException. 0: no limit.',
  }),
  idleTimeoutMs: setting(duration, {
    flag: 'idle-timeout',
    fallback: '5m',
    help: 'Longest time without a byte in the middle of a request or an answer, before a client is cut off. 0s: no limit.',
  }),
  trustedOrigins: setting(origins, {
    flag: 'trusted-origin',
    fallback: '',
    help: 'Web pages that may use /_emulator/, by their origin, such as http://localhost:3000. None unless named here.',
  }),
  headersTimeoutMs: setting(duration, {
    flag: 'headers-timeout',
    fallback: '60s',
    help: "Longest time for a request's headers to arrive.",
  }),
  requestTimeoutMs: setting(duration, {
    flag: 'request-timeout',
    fallback: '1h',
    help: 'Longest time for a whole request to arrive. 0s: no limit.',
  }),
  keepAliveTimeoutMs: setting(duration, {
    flag: 'keep-alive-timeout',
    fallback: '75s',
    help: 'How long an idle connection is kept open.',
  }),
  shutdownTimeoutMs: setting(duration, {
    flag: 'shutdown-timeout',
    fallback: '10s',
    help: 'Longest time for requests and running work to end when the server is told to stop.',
  }),
}

export type SettingName = keyof typeof SETTINGS

/** The whole configuration, checked. */
export type Config = { readonly [Name in SettingName]: ReturnType<(typeof SETTINGS)[Name]['kind']['parse']> }

/** The environment variable of a setting. */
export function variableOf({ flag }: Setting): string {
  return `${VARIABLE_PREFIX}${flag.toUpperCase().replaceAll('-', '_')}`
}

export const VARIABLE_PREFIX = 'S3CONTROL_LOCAL_'

function setting<T>(kind: Kind<T>, rest: Omit<Required<Setting>, 'kind'>): Setting<T> {
  return { kind, ...rest }
}

function optional<T>(kind: Kind<T>, rest: Omit<Setting, 'kind' | 'fallback'>): Setting<T | undefined> {
  return { kind, ...rest }
}
