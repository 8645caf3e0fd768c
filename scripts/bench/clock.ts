/** Time and groups, the same for all measurements. */

/** Claims of a submission, rows of a peer's transaction. */
export const GROUP = 1000

export function now(): bigint {
  return process.hrtime.bigint()
}

export function seconds(from: bigint): number {
  return Number(process.hrtime.bigint() - from) / 1e9
}
