import { availableParallelism } from 'node:os'
import type { Finding, TableRow } from '../../test/survival/support/form.ts'

/** `docs/survival.md`: what was promised, and what was seen. */
export function survivalPage(findings: readonly Finding[], seconds: number): string {
  const ran = `${seconds} s on ${availableParallelism()} processors, Node ${process.versions.node}`
  return `${PROMISES}\n## The last run\n\n\`npm run test:survival -- --write\` wrote what follows. It took ${ran}.\n${[
    ...tablesOf(findings),
    figuresOf(findings),
  ].join('')}`
}

function tablesOf(findings: readonly Finding[]): readonly string[] {
  const rows = findings.flatMap((finding) => ('table' in finding ? [finding] : []))
  return [...Map.groupBy(rows, ({ table }) => table)].map(
    ([table, members]) => `\n### ${table}\n\n${markdown(members.map(({ row }) => row))}`,
  )
}

function figuresOf(findings: readonly Finding[]): string {
  const rows = findings.flatMap((finding) => ('name' in finding ? [{ what: finding.name, figure: finding.value }] : []))
  return rows.length === 0 ? '' : `\n### Further figures\n\n${markdown(rows)}`
}

function markdown(rows: readonly TableRow[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const lines = [
    columns.map(titled),
    columns.map(() => '---'),
    ...rows.map((row) => columns.map((name) => shown(row[name]))),
  ]
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function shown(cell: string | number | undefined): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : (cell ?? '')
}

/** What no run changes. */
export const PROMISES = `# Survival

What is promised when something goes wrong, and what the tests in \`test/survival\` saw. The short form of these tests is part
of \`npm test\`; \`npm run test:survival\` runs the long one. Random choices come from a seed that a failure prints.

## What is promised

| When | Promise |
|---|---|
| the process is killed at any moment | with \`--data\`, all that was acknowledged is there after the next start, at every \`--sync\`. Every job goes on and ends; every task has one effect and one row in the report. Functions and notification targets are called at least once. Files that nobody owns go with the next start |
| SIGTERM or SIGINT | no new requests; those under way are answered, jobs stop between two chunks and go on with the next start; code 0 within \`--shutdown-timeout\`, at which who is still being served is cut off. A second signal ends it at once |
| power is lost, \`--sync full\` | what was acknowledged is there, however little of the rest reached the disk; every job goes on and ends, each task done and reported once |
| power is lost, \`--sync normal\` (the default) | the databases are whole. What was acknowledged in the last moments may be missing, the bodies of its objects may be damaged (which is detected, and named), and a job whose list of tasks was lost fails and says so. What the system had written back is there |
| power is lost, \`--sync off\` | nothing |
| the disk is full | uploads and CreateJob are refused with 507 \`InsufficientStorage\` and leave nothing. A job fails with \`InsufficientStorage\` and its reason, or goes on when there is room again. The process stays up, and what was stored is there |
| a file is damaged | a body is never given out as if it were whole: reading it fails and the log names the file. A job whose list of tasks is damaged fails and says so. A database that cannot be opened, or is of a newer version, keeps the server from starting, with one line that names it; one with a damaged page fails the requests that need the page |
| everybody comes at once | limits that are settings are answered with \`SlowDown\` and \`TooManyRequestsException\`; memory, handles, threads and files go back to where they were |
`
