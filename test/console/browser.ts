/** A real browser, driven over its DevTools protocol by Node's own WebSocket. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const LIMIT_MS = 60_000

/** `CHROMIUM`, or the first that is found by its name. */
export function findBrowser(): string | undefined {
  const candidates = [process.env['CHROMIUM'] ?? [], NAMES].flat()
  return candidates.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0)
}

export interface Page {
  readonly goTo: (url: string) => Promise<void>
  /** @returns the value of an expression in the page, once its promise is settled */
  readonly run: <Value>(expression: string) => Promise<Value>
  /** Resolves when the expression is true in the page. @throws Error with what is to be seen there, when it never is */
  readonly until: (expression: string) => Promise<void>
  /** What the page complained of so far: exceptions, errors in its console, refusals of its policy. */
  readonly complaints: readonly string[]
}

export interface Browser {
  readonly open: (url: string) => Promise<Page>
  readonly close: () => Promise<void>
}

export async function startBrowser(program: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 's3control-local-browser-'))
  const flags = ['--headless=new', '--disable-gpu', '--no-first-run', '--no-sandbox', '--disable-dev-shm-usage']
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await devToolsOf(child)
  const link = await connect(address)
  return {
    async open(url) {
      const { targetId } = await link.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
      const attached = await link.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
      const page = await openPage(link, attached.sessionId)
      await page.goTo(url)
      return page
    },
    async close() {
      // Its helpers write to the same stream: when that is closed, none of them is left to write to the profile.
      const ended = once(child, 'close')
      await link.send('Browser.close').catch(() => child.kill('SIGKILL'))
      await ended
      link.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

async function devToolsOf(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
      const [, found] = /^DevTools listening on (ws:\S+)$/m.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(`the browser ended: ${said}`)))
  })
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: any
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Link {
  readonly send: <Result>(method: string, params?: object, sessionId?: string) => Promise<Result>
  readonly onEvent: (sessionId: string, listener: (method: string, params: any) => void) => void
  readonly close: () => void
}

async function connect(address: string): Promise<Link> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  const waiting = new Map<number, { resolve: (value: any) => void; reject: (error: Error) => void }>()
  const listeners = new Map<string, (method: string, params: any) => void>()
  let sent = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, sessionId = '', method, params, result, error } = JSON.parse(String(data)) as Message
    if (id === undefined) return listeners.get(sessionId)?.(method ?? '', params)
    if (error === undefined) waiting.get(id)?.resolve(result)
    else waiting.get(id)?.reject(new Error(error.message))
    waiting.delete(id)
  })
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        waiting.set(++sent, { resolve, reject })
        socket.send(JSON.stringify({ id: sent, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
      }),
    onEvent: (sessionId, listener) => listeners.set(sessionId, listener),
    close: () => socket.close(),
  }
}

async function openPage(link: Link, sessionId: string): Promise<Page> {
  const complaints: string[] = []
  const send = <Result>(method: string, params?: object): Promise<Result> => link.send(method, params, sessionId)
  link.onEvent(sessionId, (method, params) => {
    if (method === 'Runtime.exceptionThrown') complaints.push(params.exceptionDetails.exception?.description ?? '')
    if (method === 'Log.entryAdded' && params.entry.level === 'error') complaints.push(params.entry.text)
  })
  for (const domain of ['Page', 'Runtime', 'Log']) await send(`${domain}.enable`)
  const run = async <Value>(expression: string): Promise<Value> => {
    const { result, exceptionDetails } = await send<any>('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    })
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? expression)
    return result.value as Value
  }
  const until = async (expression: string): Promise<void> => {
    const limit = performance.now() + LIMIT_MS
    // Between two pages there is nothing to run in.
    while (!(await run<boolean>(`Boolean(${expression})`).catch(() => false))) {
      if (performance.now() > limit)
        throw new Error(`never: ${expression}\n${await run<string>('document.body.innerText')}`)
      await pause(20)
    }
  }
  return {
    async goTo(url) {
      await send('Page.navigate', { url })
      await until(`document.readyState === 'complete' && location.href !== 'about:blank'`)
    },
    run,
    until,
    complaints,
  }
}
