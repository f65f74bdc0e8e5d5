/** An address that messages are posted to; it was named when the process started, and no other is ever called. */
export interface HttpTarget {
  /** @throws Error when it was not taken: no answer in time, or another status than 2xx */
  post(body: string): Promise<void>
  close(): void
}

export interface HttpTargetOptions {
  readonly url: string
  /** The ARN or name that stands for it, sent along as a header. */
  readonly name: string
  readonly timeoutMs: number
}

/** Nobody knows whether it was taken; another attempt takes as long. */
export class TargetTimedOut extends Error {}

export function openHttpTarget({ url, name, timeoutMs }: HttpTargetOptions): HttpTarget {
  const address = new URL(url)
  // Not imported: most starts name no target, and importing these is a quarter of a start (`server/http/app.ts`).
  const http = process.getBuiltinModule('node:http')
  const https = address.protocol === 'https:' ? process.getBuiltinModule('node:https') : undefined
  // One at a time, so that messages come in the order in which they were sent.
  const agent = https === undefined ? new http.Agent({ keepAlive: true }) : new https.Agent({ keepAlive: true })
  const send = https === undefined ? http.request : https.request
  const attempt = (body: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'X-S3Control-Local-Target': name,
      }
      const request = send(address, { method: 'POST', agent, headers, timeout: timeoutMs }, (response) => {
        // Redirects are not followed: where they lead was not configured.
        const { statusCode = 0 } = response
        response.resume()
        response.on('error', reject)
        response.on('end', () => {
          if (statusCode >= 200 && statusCode < 300) resolve()
          else reject(new Error(`it answered with status ${statusCode}`))
        })
      })
      request.on('timeout', () => request.destroy(new TargetTimedOut(`it did not answer within ${timeoutMs} ms`)))
      request.on('error', (error) => reject(Object.assign(error, { reused: request.reusedSocket })))
      request.end(body)
    })
  return {
    async post(body) {
      try {
        await attempt(body)
      } catch (error) {
        if (!isStale(error)) throw error
        await attempt(body)
      }
    },
    close: () => agent.destroy(),
  }
}

/** A kept connection that was closed just then has taken nothing. */
function isStale(error: unknown): boolean {
  return (
    error instanceof Error &&
    'reused' in error &&
    error.reused === true &&
    'code' in error &&
    error.code === 'ECONNRESET'
  )
}
