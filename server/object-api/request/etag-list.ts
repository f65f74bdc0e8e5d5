/**
 * Whether an entity tag is one of those that an `If-Match` or `If-None-Match` header lists. Clients send tags quoted,
 * bare, weak or several; `*` is any tag.
 */
export function listsEtag(header: string, etag: string): boolean {
  return header.split(',').some((part) => {
    const tag = bareEtag(part)
    return tag === '*' || tag === etag
  })
}

/** An entity tag without quotes, blanks and the mark of weakness. */
export function bareEtag(text: string): string {
  return text
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1')
}
