/** One measured figure, held against what it is to reach. */
export interface Finding {
  readonly what: string
  readonly case: string
  readonly value: number
  readonly unit: string
  /** The same of the bare program that was measured in the same run. */
  readonly bare?: number
  readonly ratio?: number
  readonly toReach?: string
  readonly reached?: boolean
  readonly detail?: Readonly<Record<string, unknown>>
}

interface Measured {
  readonly what: string
  readonly case: string
  readonly value: number
  readonly unit: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** A speed against the bare program's. */
export function againstBare(measured: Measured, bare: number, leastRatio: number): Finding {
  const ratio = measured.value / bare
  return {
    ...rounded(measured),
    bare: round(bare),
    ratio: round(ratio),
    toReach: `at least ${leastRatio} × bare`,
    reached: ratio >= leastRatio,
  }
}

/** A time or an amount of memory against the bare program's. */
export function noMoreThanBare(measured: Measured, bare: number, largestRatio: number): Finding {
  const ratio = measured.value / bare
  return {
    ...rounded(measured),
    bare: round(bare),
    ratio: round(ratio),
    toReach: `at most ${largestRatio} × bare`,
    reached: ratio <= largestRatio,
  }
}

export function atLeast(measured: Measured, least: number): Finding {
  return { ...rounded(measured), toReach: `at least ${least} ${measured.unit}`, reached: measured.value >= least }
}

export function atMost(measured: Measured, most: number): Finding {
  return { ...rounded(measured), toReach: `at most ${most} ${measured.unit}`, reached: measured.value <= most }
}

/** A figure without a bar. */
export function plain(measured: Measured): Finding {
  return rounded(measured)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

function rounded(measured: Measured): Measured {
  return { ...measured, value: round(measured.value) }
}

/** Three digits say all that a measurement knows; large numbers keep their whole part. */
export function round(value: number): number {
  if (!Number.isFinite(value)) return value
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
