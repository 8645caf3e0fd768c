/**
 * Ties: the few entries of a bundle that are proved to stand in the log itself (docs/spec/13-bundle.md#ties). The map says which
 * entries a stream has, and whoever holds the ledger's key makes the map; the log is what witnesses, receipts and `seen`
 * checkpoints speak of. Each entry holds the hash of its predecessor, so the last entry of a run, and the last one below each
 * linked size, tie all of the run to its place in the log that others have seen.
 */
import type { Hash } from './crypto.ts'

export interface Tie {
  readonly g: number
  /** Leaf hash of the entry. */
  readonly leaf: Hash
}

export interface TieKeeper {
  /** Call for every entry of the bundle that stands in a stream, g rising within each run. `run` names one run of one stream. */
  see(run: string | number, g: number, leaf: Hash): void
  /** The ties, g rising. */
  finish(): Tie[]
}

/** Ties of one log frame of a bundle; all frames but the last are full. */
export const TIE_CHUNK = 4096

/**
 * @param sizes In any order.
 * @returns Whether one of the sizes lies above `before` and not above `g`: a tree of that size holds the one entry and not the other.
 */
export function sizesBetween(sizes: readonly number[]): (before: number, g: number) => boolean {
  const sorted = [...sizes].sort((a, b) => a - b)
  return (before, g) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as number) > before) high = middle
      else low = middle + 1
    }
    return low < sorted.length && (sorted[low] as number) <= g
  }
}

/**
 * Exporter and verifier gather the ties with this one function.
 * @param sizes The sizes of the bundle's links, in any order.
 * @param genesis Leaf of the genesis entry, the ledger id: always a tie.
 */
export function tieKeeper(sizes: readonly number[], genesis: Hash): TieKeeper {
  const separates = sizesBetween(sizes)
  const last = new Map<string | number, Tie>()
  const ties: Tie[] = [{ g: 0, leaf: genesis }]
  return {
    see(run, g, leaf) {
      const before = last.get(run)
      if (before !== undefined && separates(before.g, g)) ties.push(before)
      last.set(run, { g, leaf })
    },
    finish() {
      const all = [...ties, ...last.values()]
      return all.sort((a, b) => a.g - b.g)
    },
  }
}
