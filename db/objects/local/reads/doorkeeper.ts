/** Knows again who was there lately; roughly, and in little memory. */
export interface Doorkeeper {
  /** @param id a row's, from 1 on */
  comesAgain(id: number): boolean
}

/** A power of two. */
const PLACES = 8_192

export function createDoorkeeper(): Doorkeeper {
  const last = new Float64Array(PLACES)
  return {
    comesAgain(id) {
      const place = id % PLACES
      const again = last[place] === id
      last[place] = id
      return again
    },
  }
}
