import type { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectReply, ObjectRequest } from '../handler.ts'

/** Not imported: `server/http/app.ts` says why. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** An error as website endpoints show it: a page for people. */
export function errorPage(error: S3Error, { requestId, hostId }: ObjectRequest): ObjectReply {
  const title = `${error.status} ${STATUS_CODES[error.status] ?? ''}`
  const facts = {
    Code: error.code,
    Message: error.message,
    ...error.detail,
    RequestId: requestId,
    HostId: hostId ?? '',
  }
  const items = Object.entries(facts).map(([name, text]) => `<li>${name}: ${escaped(text)}</li>`)
  const page = `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n${items.join('\n')}\n</ul>\n<hr/>\n</body>\n</html>\n`
  return {
    output: {},
    status: error.status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'x-amz-error-code': error.code, ...error.headers },
    body: { kind: 'bytes', bytes: Buffer.from(page) },
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
