/** The settings table as people read it: `--help`, and the table of `docs/configuration.md`. */
import { SETTINGS, type Setting, variableOf } from './table.ts'

export function helpText(): string {
  const settings = Object.values<Setting>(SETTINGS).flatMap((setting) => [
    `  --${setting.flag} ${setting.kind.placeholder}`,
    `      ${setting.help}${defaultNote(setting)}`,
  ])
  return [
    'Usage: s3control-local [--name VALUE]…',
    '',
    'A local Amazon S3 that really runs S3 Batch Operations jobs.',
    '',
    ...settings,
    '  --healthcheck',
    '      Ends with 0 when a server with these settings is running and well, else with 1.',
    '  --print aws-data-path',
    '      Prints the endpoint rules with which boto3 and the AWS CLI leave the endpoint as it is (docs/sdk/boto3.md).',
    '  --print hosts',
    "      Prints the lines for a hosts file under which the configuration's accounts are found.",
    '  --help',
    '  --version',
    '',
    `Each setting can also be given as an environment variable: --data as ${variableOf(SETTINGS.data)}, and so on.`,
    'A flag wins over the variable.',
  ].join('\n')
}

/** Rows of a Markdown table. */
export function settingsTable(): string {
  const rows = Object.values<Setting>(SETTINGS).map((setting) => {
    const fallback = setting.fallback === undefined || setting.fallback === '' ? '' : `\`${setting.fallback}\``
    const value = setting.kind.placeholder.replaceAll('|', '\\|')
    return `| \`--${setting.flag}\` | \`${variableOf(setting)}\` | \`${value}\` | ${fallback} | ${setting.help} |`
  })
  return ['| Flag | Environment variable | Value | Default | Meaning |', '|---|---|---|---|---|', ...rows].join('\n')
}

function defaultNote({ fallback }: Setting): string {
  return fallback === undefined || fallback === '' ? '' : ` (default: ${fallback})`
}
