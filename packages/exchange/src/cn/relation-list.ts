/** What a list of codes, of a commissioning or of one container's contents, says beyond the codes: places in the file, flags, levels. */
import { runsOf } from './order.ts'
import type { Tree } from './tree.ts'

type Pair = readonly [string, string]

const FULL = 0x30

/**
 * Texts for the codes in the order of their characters, in which a ledger keeps them too.
 * @param parent What all of them are inside of, or -1: then only those are meant that are outermost.
 * @param places Tell where they stand in the file.
 */
export function listExtra(tree: Tree, codes: Int32Array, parent: number, places: boolean): Pair[] {
  const listed = Array.from(codes).filter((code) => parent >= 0 || isRoot(tree, code))
  if (!places && !listed.some((code) => hasOwn(tree, code, parent))) return []
  listed.sort(tree.compare)
  const pairs: Pair[] = []
  if (places) pairs.push(['relation.at', runsOf(listed.map((code) => tree.place(code)))])
  const alone = listed.filter((code) => tree.childCount(code) === 0)
  if (alone.some((code) => flagOf(tree, code) !== usualFlag(tree, parent))) {
    pairs.push(['relation.flags', alone.map((code) => String.fromCharCode(flagOf(tree, code))).join('')])
  }
  if (alone.some((code) => tree.layer(code) > 2)) {
    pairs.push(['relation.layers', alone.map((code) => String(tree.layer(code))).join('')])
  }
  return listed.length === 0 ? [] : pairs
}

function hasOwn(tree: Tree, code: number, parent: number): boolean {
  if (tree.childCount(code) > 0) return false
  return flagOf(tree, code) !== usualFlag(tree, parent) || tree.layer(code) > 2
}

const isRoot = (tree: Tree, code: number): boolean => tree.parent(code) < 0

/** A digit; whatever else stands there says nothing that is known. */
const flagOf = (tree: Tree, code: number): number => {
  const flag = tree.flag(code)
  return flag >= FULL && flag <= 0x39 ? flag : FULL
}

/** What is in a short or mixed container is marked like it. */
function usualFlag(tree: Tree, parent: number): number {
  return parent < 0 ? FULL : flagOf(tree, parent)
}
