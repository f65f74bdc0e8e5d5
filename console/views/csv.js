/** Rows of a report (RFC 4180). */

/**
 * @param {string} text
 * @param {{ readonly most: number, readonly whole: boolean }} limits `whole`: the text does not break off
 * @returns {{ readonly rows: readonly (readonly string[])[], readonly more: boolean }}
 */
export function readRows(text, { most, whole }) {
  /** @type {string[][]} */
  const rows = []
  /** @type {string[]} */
  let row = []
  for (const [, quoted, plain = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const isNothing = quoted === undefined && plain === '' && end === '' && row.length === 0
    if (isNothing) break
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (end !== '' || whole) rows.push(row)
    row = []
    if (rows.length > most) break
  }
  return { rows: rows.slice(0, most), more: rows.length > most || !whole }
}
