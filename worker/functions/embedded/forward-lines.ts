import type { Readable } from 'node:stream'

/** A line that does not end is cut here, so that it is not kept in memory without end. */
const LONGEST_LINE = 64 * 1024

/** Gives a stream's text line by line. */
export function forwardLines(stream: Readable, take: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
    if (rest.length > LONGEST_LINE) flush()
  })
  stream.on('end', flush)
  function flush(): void {
    if (rest !== '') take(rest)
    rest = ''
  }
}
