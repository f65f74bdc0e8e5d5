/** `npm run docs`: puts the programs of test/sdk into the pages that show them. A test fails where they differ. */
import { writeFileSync } from 'node:fs'
import { filledPage, PAGES } from './docs/filled-page.ts'

for (const page of PAGES) {
  const { text, path, before } = filledPage(page)
  if (text === before) continue
  writeFileSync(path, text)
  console.log(`${page} is up to date again`)
}
