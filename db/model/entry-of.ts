/**
 * The entry of a table under a name that comes from outside. A plain look-up would find what every object has: a client
 * that says `constructor` or `__proto__` would get a function where a text is expected.
 */
export function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
