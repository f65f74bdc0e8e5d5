import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { filledPage, PAGES, wayBlocks } from '../../scripts/docs/filled-page.ts'
import { CLIENTS } from '../../scripts/sdks/clients.ts'
import { FULL_SCENARIO } from '../../scripts/sdks/steps.ts'
import { WAYS } from '../../scripts/sdks/ways.ts'

const ROOT = join(import.meta.dirname, '../..')
/** As the pages name them. */
const AS_ON_THE_PAGES = {
  main: { port: 4566 },
  named: undefined,
  files: { certificate: 'ca.pem', trustStore: 'trust.p12', dataPath: '~/.s3control-local', hosts: '', resolver: '' },
}
const QUESTIONS = ['Endpoint', 'Credentials', 'Region', 'Path style', 'Checksums']

describe('the pages about clients', () => {
  for (const name of PAGES) {
    test(`${name} shows the programs as they are run (npm run docs puts them there)`, () => {
      const { text, before } = filledPage(name)
      assert.equal(before, text)
    })

    test(`${name} sets up the ways as they are tested`, () => {
      for (const { way, variables } of wayBlocks(filledPage(name).before)) {
        const tested = WAYS.find((known) => known.name === way)?.environment(AS_ON_THE_PAGES)
        assert.ok(tested !== undefined, `there is no way "${way}"`)
        const leading = Object.entries(tested).filter(([variable]) => /ENDPOINT|PROXY/.test(variable))
        for (const [variable, value] of leading) assert.equal(variables[variable], value, variable)
        for (const [variable, value] of Object.entries(variables)) {
          if (!/^AWS_(?:ACCESS|SECRET)/.test(variable)) assert.equal(value, tested[variable], variable)
        }
      }
    })

    test(`${name} links to pages that are there`, () => {
      for (const [, target = ''] of filledPage(name).before.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.ok(existsSync(join(ROOT, 'docs/sdk', target)), target)
      }
    })

    // The page about the network answers for none of the clients.
    if (name === 'network.md') continue
    test(`${name} answers what everybody asks`, () => {
      for (const question of QUESTIONS) assert.match(filledPage(name).before, new RegExp(`^\\| ${question} \\|`, 'm'))
    })
  }

  test('every way is on some page, and taken by some client', () => {
    const shown = new Set(PAGES.flatMap((name) => wayBlocks(filledPage(name).before).map(({ way }) => way)))
    const taken = new Set(CLIENTS.flatMap(({ ways }) => ways))
    const names = WAYS.map(({ name }) => name)
    assert.deepEqual([...shown].sort(), names.toSorted())
    assert.deepEqual([...taken].sort(), names.toSorted())
  })

  test('test/sdk/README.md lists the steps of the scenario', () => {
    const page = readFileSync(join(ROOT, 'test/sdk/README.md'), 'utf8')
    for (const step of FULL_SCENARIO) assert.ok(page.includes(step), step)
  })

  test('every client has a page', () => {
    const folders = readdirSync(join(ROOT, 'test/sdk'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const pages = PAGES.map((name) => filledPage(name).before).join('\n')
    for (const { name } of folders) {
      if (name !== 'functions' && name !== 'rclone' && name !== 's3cmd')
        assert.match(pages, new RegExp(`test/sdk/${name}/`))
    }
  })
})
