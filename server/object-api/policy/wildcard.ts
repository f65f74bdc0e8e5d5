/** Whether a text is what a pattern of `*` (any text) and `?` (one character) describes. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    const source = pattern.replaceAll(/[\\^$.|+()[\]{}*?]/g, (sign) => WILD[sign] ?? `\\${sign}`)
    expression = new RegExp(`^${source}$`, 'su')
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    compiled.set(pattern, expression)
  }
  return expression.test(text)
}

const WILD: Readonly<Record<string, string>> = { '*': '.*?', '?': '.' }
const MAX_COMPILED = 1000
const compiled = new Map<string, RegExp>()
