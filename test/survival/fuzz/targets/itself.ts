import { Defect, type FuzzTarget } from '../target.ts'
import { isClientError } from './refusals.ts'

/** What the fuzzer must see, done on purpose: the way to know that it would. */
export const itself: FuzzTarget = {
  seeds: 'texts',
  words: [],
  maxBytes: 1024,
  weight: 0,
  run(input) {
    const what = input.toString('latin1')
    if (what === 'hang') for (;;) /a+a+a+a+a+a+$/.test(`${'a'.repeat(1000)}b`)
    if (what === 'eat') for (const held: Buffer[] = []; ; ) held.push(Buffer.alloc(32 * 1024 * 1024, held.length))
    if (what === 'crash') process.abort()
    if (what === 'be wrong') throw new Defect('a defect')
    if (what === 'stumble') JSON.parse(what)
  },
  isRefusal: isClientError,
}
