/**
 * Rows that are kept while their contents change: what is focused or selected in them stays so.
 *
 * @template Item
 * @param {HTMLElement} container
 * @param {(item: Item) => string | number} keyOf
 * @param {(item: Item) => { readonly element: HTMLElement, readonly update: (item: Item) => void }} create
 */
export function keyedRows(container, keyOf, create) {
  /** @type {Map<string | number, ReturnType<typeof create>>} */
  let rows = new Map()
  /** @param {readonly Item[]} items */
  return (items) => {
    /** @type {typeof rows} */
    const next = new Map()
    let place = container.firstElementChild
    for (const item of items) {
      const key = keyOf(item)
      const row = rows.get(key) ?? create(item)
      row.update(item)
      next.set(key, row)
      if (row.element === place) place = place.nextElementSibling
      else container.insertBefore(row.element, place)
    }
    for (const [key, { element }] of rows) if (!next.has(key)) element.remove()
    rows = next
  }
}
