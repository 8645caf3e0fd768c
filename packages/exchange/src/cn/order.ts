/**
 * In which order the codes of a relation file stand. A file in the usual order (each container, then what is inside of it, siblings by their
 * codes) needs no telling. Of any other each list of codes says at which places of the file they stand, so that it can be written again.
 */
import type { Tree } from './tree.ts'

/** Whether a walk from the outermost containers inwards, siblings by their codes, meets the codes as they stand in the file. */
export function isUsualOrder(tree: Tree): boolean {
  const open: number[] = []
  /** The last child of each that is open, and the last root. */
  const last: number[] = []
  let lastRoot = -1
  let expected = 0
  for (let i = 0; i < tree.size; i++) {
    if (tree.layer(i) === 0) continue
    if (tree.place(i) !== expected++) return false
    const parent = tree.parent(i)
    if (parent < 0 || tree.layer(parent) === 0) {
      if (lastRoot >= 0 && tree.compare(lastRoot, i) > 0) return false
      lastRoot = i
      open.length = 0
      last.length = 0
    } else {
      while (open.length > 0 && open[open.length - 1] !== parent) {
        open.pop()
        last.pop()
      }
      const before = last[last.length - 1]
      if (before === undefined || (before >= 0 && tree.compare(before, i) > 0)) return false
      last[last.length - 1] = i
    }
    open.push(i)
    last.push(-1)
  }
  return true
}

/** Numbers as runs: `5+3,20` is 5, 6, 7, 20. */
export function runsOf(places: readonly number[]): string {
  const runs: string[] = []
  for (let at = 0; at < places.length; ) {
    const start = places[at] as number
    let length = 1
    while (places[at + length] === start + length) length++
    runs.push(length === 1 ? String(start) : `${start}+${length}`)
    at += length
  }
  return runs.join(',')
}

/** The other way, when they are `count` numbers below `limit`. */
export function readRuns(text: string, count: number, limit: number): readonly number[] | undefined {
  const places: number[] = []
  for (const run of text.split(',')) {
    const match = /^(\d{1,9})(?:\+(\d{1,9}))?$/.exec(run)
    if (match === null) return undefined
    const start = Number(match[1])
    const length = Number(match[2] ?? 1)
    if (length < 1 || places.length + length > count || start + length > limit) return undefined
    for (let i = 0; i < length; i++) places.push(start + i)
  }
  return places.length === count ? places : undefined
}
