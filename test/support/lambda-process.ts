import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface LambdaProcess {
  readonly url: string
  /** Keys of the tasks that its function has begun, in their order; those of a killed process too. */
  readonly begun: readonly string[]
  /** Resolves when so many tasks have begun. */
  began(count: number): Promise<void>
  kill(): Promise<void>
}

/** Speaks the Invoke API: says which task it begins, works for a moment, and answers the first so many. */
const program = (answers: number): string => `
const { createServer } = require('node:http')
let left = ${answers}
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => { body += chunk })
  request.on('end', () => {
    const event = JSON.parse(body)
    const [{ taskId, s3Key }] = event.tasks
    const answers = left-- > 0
    process.stdout.write(s3Key + '\\n', () => setTimeout(() => {
      if (!answers) return
      const results = [{ taskId, resultCode: 'Succeeded', resultString: s3Key }]
      response.end(JSON.stringify({ invocationSchemaVersion: '1.0', treatMissingKeysAs: 'PermanentFailure', invocationId: event.invocationId, results }))
    }, 5))
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

/** A second process that runs Lambda functions. */
export async function startLambdaProcess({ answers }: { readonly answers: number }): Promise<LambdaProcess> {
  const child: ChildProcess = spawn(process.execPath, ['-e', program(answers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  const [port] = (await once(lines, 'line')) as [string]
  const begun: string[] = []
  const waiting = new Set<() => void>()
  lines.on('line', (key) => {
    begun.push(key)
    for (const look of waiting) look()
  })
  const closed = once(lines, 'close')
  return {
    url: `http://127.0.0.1:${port}`,
    begun,
    began: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (begun.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
