/** Elements out of tags, attributes and texts. What users have written is only ever text here: nothing reads HTML. */

/** @typedef {Readonly<Record<string, string | number | boolean | undefined | null | ((event: any) => void)>>} Attributes */
/** @typedef {Node | string | number | undefined | null | false} Child */

/**
 * @param {string} name a tag, with classes behind dots: `p.muted`
 * @param {Attributes} [attributes] a function is a listener; `true` is an attribute without a
 * value; undefined and false are none
 * @param {...(Child | readonly Child[])} children
 */
export function h(name, attributes = {}, ...children) {
  const [tag = 'div', ...classes] = name.split('.')
  const element = document.createElement(tag)
  if (classes.length > 0) element.className = classes.join(' ')
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value)
  element.append(...children.flat().filter(isShown).map(toNode))
  return element
}

/** @param {Element} parent @param {...(Child | readonly Child[])} children */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(isShown).map(toNode))
}

/**
 * Does nothing when the same is there already, so that nobody who reads it is disturbed.
 * @param {HTMLElement} parent @param {string} name of what is to be there @param {() => readonly Child[]} contents
 */
export function fillOnce(parent, name, contents) {
  if (parent.dataset['shows'] === name) return
  parent.dataset['shows'] = name
  fill(parent, ...contents())
}

/** Leaves a text alone that is the same already, so that a selection in it survives. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** @param {HTMLElement} element @param {string} key @param {Attributes[string]} value */
function setAttribute(element, key, value) {
  if (value === undefined || value === null || value === false) return
  if (typeof value === 'function')
    element.addEventListener(key.replace(/^on/, ''), /** @type {EventListener} */ (value))
  else element.setAttribute(key, value === true ? '' : String(value))
}

/** @param {Child} child @returns {child is Node | string | number} */
function isShown(child) {
  return child !== undefined && child !== null && child !== false
}

/** @param {Node | string | number} child */
function toNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child))
}
