/** The server's log: one line an event, gathered and written a few times a second so that no request waits for it. */

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface Log {
  /** One event; the first fields are the ones a reader looks for. */
  event(name: string, fields: LogFields): void
  /** A fault of the program itself, with its cause. */
  fault(name: string, fields: LogFields, error: unknown): void
  /** Writes what has been gathered. */
  flush(): void
}

export interface LogSink {
  write(text: string): unknown
}

export type LogFormat = 'text' | 'json' | 'off'

/** choice: a tenth of a second is late enough to gather many lines and early enough to be read beside a program. */
const GATHER_MS = 100
const GATHER_BYTES = 64 * 1024

export function createLog(format: LogFormat, sink: LogSink): Log {
  const write = format === 'json' ? jsonLine : textLine
  let gathered = ''
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (gathered === '') return
    const text = gathered
    gathered = ''
    sink.write(text)
  }
  const add = (line: string): void => {
    gathered += line
    if (gathered.length > GATHER_BYTES) flush()
    else timer ??= setTimeout(flush, GATHER_MS).unref()
  }
  return {
    event(name, fields) {
      if (format !== 'off') add(write(name, fields))
    },
    fault(name, fields, error) {
      // Faults are told in any case: they are what the log is for.
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
      add(write(name, { ...fields, cause }))
    },
    flush,
  }
}

/** The machine's own time, whatever the emulator's clock says. */
export function machineTime(): Date {
  return new Date(performance.timeOrigin + performance.now())
}

function jsonLine(event: string, fields: LogFields): string {
  return `${JSON.stringify({ time: machineTime().toISOString(), event, ...fields })}\n`
}

function textLine(event: string, fields: LogFields): string {
  let line = `${timeOfDay()} ${event}`
  for (const name in fields) {
    const value = fields[name]
    if (name !== 'cause' && value !== undefined && value !== '') line += ` ${inOneLine(String(value))}`
  }
  return fields['cause'] === undefined ? `${line}\n` : `${line} ${fields['cause']}\n`
}

const CONTROL = /[\u0000-\u001f\u007f]/

function inOneLine(text: string): string {
  return CONTROL.test(text) ? text.replaceAll(new RegExp(CONTROL, 'g'), ' ') : text
}

let lastMs = 0
let lastText = ''

/** Many requests end in the same millisecond. */
function timeOfDay(): string {
  const time = machineTime()
  if (time.getTime() !== lastMs) {
    lastMs = time.getTime()
    lastText = time.toISOString().slice(11, 23)
  }
  return lastText
}
