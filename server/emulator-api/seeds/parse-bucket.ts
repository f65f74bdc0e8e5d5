import type { Shape } from '../../protocol/model.ts'
import { type ObjectOperationName, objectOperation } from '../../protocol/operations.ts'
import { validate } from '../../protocol/validate.ts'
import { BUCKET_MEMBERS, CONFIGURATION_OPERATIONS, type ConfigurationOperation } from './bucket-members.ts'
import { isRecord, meant, type Note, quoted, readValue } from './read-value.ts'
import type { SeedBucket, SeedConfiguration } from './seed.ts'

/** @returns none when it is not even clear which bucket is meant */
export function parseBucket(json: unknown, place: string, note: Note): readonly SeedBucket[] {
  if (!isRecord(json)) {
    note(place, 'must be an object')
    return []
  }
  for (const name of Object.keys(json))
    if (!NAMES.includes(name)) note(place, `has no ${quoted(name)}${meant(name, NAMES)}`)
  const account = textOf(json, 'account', ACCOUNT, place, note)
  const region = textOf(json, 'region', REGION, place, note)
  const input = Object.fromEntries(
    BUCKET_MEMBERS.filter((name) => json[name] !== undefined).map((name) => [
      name,
      readValue(memberShape('CreateBucket', name), json[name], `${place}.${name}`, note),
    ]),
  )
  const configurations = CONFIGURATION_OPERATIONS.filter(({ member }) => json[member] !== undefined).flatMap(
    (operation) => parseConfiguration(operation, json[operation.member], place, note),
  )
  const { Bucket: name } = json
  if (typeof name === 'string') return [{ place, name, account, region, input, configurations }]
  note(`${place}.Bucket`, 'must be the name of the bucket')
  return []
}

interface Text {
  readonly is: string
  readonly pattern: RegExp
}

const ACCOUNT: Text = { is: '12 digits', pattern: /^\d{12}$/ }
const REGION: Text = { is: "a region's name such as us-east-1", pattern: /^[a-z]{2}(?:-[a-z]{1,20}){1,3}-\d{1,2}$/ }

const NAMES: readonly string[] = [
  'Bucket',
  'account',
  'region',
  ...BUCKET_MEMBERS,
  ...CONFIGURATION_OPERATIONS.map(({ member }) => member),
]

function textOf(
  json: Readonly<Record<string, unknown>>,
  name: string,
  { is, pattern }: Text,
  place: string,
  note: Note,
): string | undefined {
  const { [name]: value } = json
  if (value === undefined) return undefined
  if (typeof value === 'string' && pattern.test(value)) return value
  note(`${place}.${name}`, `must be ${is}`)
  return undefined
}

function parseConfiguration(
  operation: ConfigurationOperation,
  json: unknown,
  bucket: string,
  note: Note,
): readonly SeedConfiguration[] {
  const place = `${bucket}.${operation.member}`
  let sound = true
  const noteHere: Note = (...mistake) => {
    sound = false
    note(...mistake)
  }
  const shape = memberShape(operation.name, operation.member)
  const value =
    operation.member === 'Policy' ? policyText(json, place, noteHere) : readValue(shape, json, place, noteHere)
  if (!sound) return []
  const input = { [operation.member]: value }
  for (const { path, kind, message } of validate(objectOperation(operation.name), input)) {
    if (kind === 'required' && path === 'Bucket') continue
    noteHere(`${bucket}.${path}`, message.replace(/^Member /, ''))
  }
  return sound ? [{ place, operation, input }] : []
}

/** A policy is a text to S3; whoever writes a seed may write the document that it is. */
function policyText(json: unknown, place: string, note: Note): unknown {
  if (typeof json === 'string') return json
  if (!isRecord(json)) return note(place, 'must be a policy, as a text or as an object')
  try {
    return JSON.stringify(json)
  } catch {
    return note(place, 'is nested too deep')
  }
}

function memberShape(operation: ObjectOperationName, member: string): Shape {
  const { input } = objectOperation(operation)
  const found = input.members.find(({ name }) => name === member)
  if (found === undefined) throw new Error(`${operation} has no member ${member}`)
  return found.shape
}
