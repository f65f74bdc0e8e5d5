import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The rows of a golden report; `fixtures/reports/README.md` says where each comes from. */
export function goldenRows(name: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/reports', `${name}.csv`), 'utf8')
  return text.split('\r\n').filter((row) => row !== '')
}

/** Rows as the golden files have them: succeeded ones first, then by their text; what differs each time replaced. */
export function comparable(rows: readonly string[]): readonly string[] {
  const rank = (row: string): string => `${row.includes(',failed,') ? 1 : 0}${row}`
  return rows
    .map((row) =>
      row
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
        .replace(/Request ID: [0-9A-Z]{16}/, 'Request ID: EXAMPLE0REQUESTID')
        .replace(/Extended Request ID: [0-9A-Za-z+/=]+/, 'Extended Request ID: ZXhhbXBsZQ==')
        .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, '2019-04-05T17:35:21.155Z')
        .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9001'),
    )
    .sort((left, right) => (rank(left) < rank(right) ? -1 : 1))
}
