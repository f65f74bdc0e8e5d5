/** The names of what can be printed; the texts themselves are loaded when one of them is. */
export const PRINTABLES = ['aws-data-path', 'hosts'] as const

export type Printable = (typeof PRINTABLES)[number]

export function isPrintable(name: string): name is Printable {
  return PRINTABLES.some((printable) => printable === name)
}
