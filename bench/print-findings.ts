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

/** A measurement that broke off. */
export interface Failure {
  readonly what: string
  readonly error: string
}

const HEAD = ['What', 'Case', 'Measured', 'Bare, same run', 'Ratio', 'To reach', 'Reached']

function withCommas(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 })
}
