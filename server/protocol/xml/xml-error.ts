/** A document is not well-formed, or oversteps a limit. The message says what, never the parser's own words. */
export class XmlError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'XmlError'
  }
}
