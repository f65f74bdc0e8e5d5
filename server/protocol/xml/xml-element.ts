/** An element as it was read, or is to be written. Names carry no namespace prefix when read. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** All text directly inside, entities decoded, blanks kept. */
  readonly text: string
}
