import type { Finding } from './findings.ts'

/** A table in Markdown; a failed measurement is a row like any other. */
export function tableOf(findings: readonly (Finding | Failure)[]): string {
  const rows = findings.map((finding) =>
    'error' in finding
      ? [finding.what, '', `**failed**: ${finding.error}`, '', '', '', 'no']
      : [
          finding.what,
          finding.case,
          `${withCommas(finding.value)} ${finding.unit}`,
          finding.bare === undefined ? '' : `${withCommas(finding.bare)} ${finding.unit}`,
          finding.ratio === undefined ? '' : String(finding.ratio),
          finding.toReach ?? '',
          finding.reached === undefined ? '' : finding.reached ? 'yes' : 'no',
        ],
  )
  const all = [HEAD, HEAD.map(() => '---'), ...rows]
  return all.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}

/** The older table with the rows of the newer one in place of its own; rows are told apart by what and case. */
export function withNewRows(older: string, newer: string): string {
  const rows = new Map(newer.split('\n').flatMap((line) => (line.startsWith('| ') ? [[nameOf(line), line]] : [])))
  const kept = older.split('\n').map((line) => {
    const row = rows.get(nameOf(line))
    rows.delete(nameOf(line))
    return row ?? line
  })
  return [...kept, ...rows.values()].join('\n')
}

function nameOf(line: string): string {
  return line.split(' | ').slice(0, 2).join(' | ')
}

/** A measurement that broke off. */
export interface Failure {
  readonly what: string
  readonly error: string
}

const HEAD = ['What', 'Case', 'Measured', 'Bare, same run', 'Ratio', 'To reach', 'Reached']

function withCommas(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 })
}
