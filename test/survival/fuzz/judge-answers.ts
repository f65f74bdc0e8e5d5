/** What comes back on a connection: answers of HTTP/1.1, and errors in the form that AWS's clients read. */
import { XMLValidator } from 'fast-xml-parser'
import { Defect } from './target.ts'

interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** @throws Defect */
export function judgeAnswers(received: string): readonly number[] {
  const statuses: number[] = []
  for (let rest = received; rest !== ''; ) {
    const { answer, length } = firstAnswer(rest)
    rest = rest.slice(length)
    statuses.push(answer.status)
    if (answer.status >= 400) judgeError(answer)
  }
  return statuses
}

function firstAnswer(text: string): { readonly answer: Answer; readonly length: number } {
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1])
  const end = text.indexOf('\r\n\r\n')
  if (Number.isNaN(status) || end < 0) throw new Defect(`no answer of HTTP: ${text.slice(0, 200)}`)
  const head = text.slice(0, end)
  if (/[\0\x0b\x0c\x7f]|\r(?!\n)|(?<!\r)\n/.test(head)) throw new Defect(`a broken header: ${head}`)
  const body = text.slice(end + 4)
  const announced = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (status < 200 || status === 204 || status === 304) return { answer: { status, head, body: '' }, length: end + 4 }
  // What answers HEAD has a length and no body: the next answer, or nothing, follows at once.
  const bodiless = body === '' || body.startsWith('HTTP/1.1 ')
  const size = announced === undefined ? body.length : bodiless ? 0 : Number(announced)
  return { answer: { status, head, body: body.slice(0, size) }, length: end + 4 + size }
}

function judgeError({ status, head, body }: Answer): void {
  if (status === 500) throw new Defect(`an internal error: ${body.slice(0, 500)}`)
  if (body === '') return
  if (/content-type: application\/json/i.test(head)) {
    // The emulator's own interface: its errors, and its framework's.
    const told = JSON.parse(Buffer.from(body, 'latin1').toString('utf8')) as {
      code?: string
      error?: { code?: string }
    }
    if (typeof (told.error?.code ?? told.code) === 'string') return
  }
  if (/content-type: text\/(?:html|plain)/i.test(head)) return
  // S3 writes control characters as references that XML 1.0 does not know; its clients read them.
  const document = body.replaceAll(/&#x[0-9A-F]+;/g, '?')
  if (XMLValidator.validate(document) !== true) throw new Defect(`an error that cannot be read: ${body.slice(0, 500)}`)
  if (!/<Code>[A-Za-z]{3,60}<\/Code>/.test(body)) throw new Defect(`an error without a code: ${body.slice(0, 500)}`)
  if (!/\r\nx-amz-request-id: /i.test(head) && !/<RequestId>/.test(body))
    throw new Defect('an error without a request id')
}
