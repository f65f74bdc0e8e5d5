/** What a health check is told. The form is LocalStack's, because its users' scripts look for it. */
export interface Health {
  readonly status: 'running'
  readonly services: Readonly<Record<string, 'running'>>
  readonly edition: string
  readonly version: string
}

export function health(version: string): Health {
  return {
    status: 'running',
    services: { s3: 'running', s3control: 'running', sts: 'running' },
    edition: 's3control-local',
    version,
  }
}
