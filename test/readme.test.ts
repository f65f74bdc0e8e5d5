import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { JOB_STATUSES } from '../db/model/job.ts'
import { isStructure, type Shape } from '../server/protocol/model.ts'
import { controlOperation } from '../server/protocol/operations.ts'
import { operations } from '../worker/operations/registry.ts'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
/** `| what | [name of a test](file) |` */
const rows = [...readme.matchAll(/^\| (.+) \| \[(.+)\]\((test\/[^)]+)\) \|$/gm)].map(
  ([, what = '', name = '', file = '']) => ({
    what,
    name,
    file,
  }),
)

describe('the table of the README', () => {
  test('names tests that are there', () => {
    const wrong = rows.filter(
      ({ name, file }) => !existsSync(join(root, file)) || !readFileSync(join(root, file), 'utf8').includes(name),
    )
    assert.deepEqual(wrong, [])
  })

  test('has every operation, manifest format, filter and state', () => {
    const wanted = [
      ...Object.keys(operations),
      'S3BatchOperations_CSV_20180820',
      'S3InventoryReport_CSV_20161130',
      'S3InventoryReport_CSV_20211130',
      ...filterMembers(),
      ...JOB_STATUSES,
    ]
    assert.deepEqual(
      wanted.filter((word) => !rows.some(({ what }) => what.includes(`\`${word}\``))),
      [],
    )
  })

  test('links to pages that are there', () => {
    const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, path = '']) => path)
    assert.deepEqual(
      links.filter((path) => !existsSync(join(root, path))),
      [],
    )
  })
})

/** The members of AWS's own filter structure. */
function filterMembers(): string[] {
  const path = ['ManifestGenerator', 'S3JobManifestGenerator', 'Filter']
  const filter = path.reduce<Shape | undefined>(
    (shape, name) =>
      shape !== undefined && isStructure(shape)
        ? shape.members.find((member) => member.name === name)?.shape
        : undefined,
    controlOperation('CreateJob').input,
  )
  return filter !== undefined && isStructure(filter)
    ? filter.members.map(({ name }) => name)
    : ['the filter is not in the model']
}
