/** Whether the codes of a batch make a tree, and the one that its cascade and flags promise. Wrong links are cut. */
import type { Outbox } from '../outbox.ts'
import type { BatchHeader } from './relation.ts'
import type { Tree } from './tree.ts'

const FULL = 0x30
const SHORT = 0x32

export function checkTree(tree: Tree, header: BatchHeader, out: Outbox): void {
  checkLinks(tree, header, out)
  checkParents(tree, header, out)
  checkPrefixes(tree, header, out)
  checkCascade(tree, header, out)
}

function checkLinks(tree: Tree, { path }: BatchHeader, out: Outbox): void {
  const wrong: number[] = []
  for (let i = 0; i < tree.size; i++) {
    const parent = tree.parent(i)
    if (parent < 0) continue
    if (tree.layer(parent) !== 0 && tree.layer(parent) <= tree.layer(i)) wrong.push(i)
  }
  // Levels that rise along every link leave no way back: a cycle always holds a wrong link.
  for (const i of wrong) {
    const line = tree.line(i)
    if (isInCycle(tree, i)) {
      const message = 'the code is inside itself, through its parents'
      out.error({ code: 'CYCLE', message, line, path, remedy: 'Correct parentCode.' })
    } else {
      const message = `a code of level ${tree.layer(i)} has a parent of level ${tree.layer(tree.parent(i))}`
      out.error({ code: 'LAYER_ORDER', message, line, path, remedy: 'Correct packLayer or parentCode.' })
    }
  }
  for (const i of wrong) tree.unlink(i)
}

/** What to say of a parent that nobody knows. */
export const ORPHAN = {
  code: 'ORPHAN',
  message: 'parentCode names a code that does not stand in the file',
  remedy: 'Send the parent too.',
} as const

/** Who holds a code that is in no file may be a case that was never registered: that is for the caller to know. */
function checkParents(tree: Tree, { path, orphans = 'refuse' }: BatchHeader, out: Outbox): void {
  if (orphans === 'tell') return
  for (let i = 0; i < tree.size; i++) {
    if (tree.layer(i) !== 0) continue
    const problem = { ...ORPHAN, line: tree.line(i), path }
    if (orphans === 'warn') out.warn(problem)
    else out.error(problem)
  }
}

/** Links beyond the deepest packing are none that lead anywhere. */
const MAX_LINKS = 32

function isInCycle(tree: Tree, start: number): boolean {
  let at = tree.parent(start)
  for (let links = 0; links < MAX_LINKS && at >= 0; links++) {
    if (at === start) return true
    at = tree.parent(at)
  }
  return false
}

/** The 药品标识码 is another one on each level (NMPAB/T 1002-2019). */
function checkPrefixes(tree: Tree, { line, path }: BatchHeader, out: Outbox): void {
  const levels = new Map<string, number>()
  const reported = new Set<string>()
  for (let i = 0; i < tree.size; i++) {
    const layer = tree.layer(i)
    if (layer === 0) continue
    const prefix = tree.prefix(i)
    const known = levels.get(prefix)
    if (known === undefined && levels.size < 1000) levels.set(prefix, layer)
    if (known === undefined || known === layer || reported.has(prefix)) continue
    reported.add(prefix)
    const message = `codes that begin with ${prefix} stand on the levels ${known} and ${layer}`
    out.warn({ code: 'BAD_LAYER', message, line, path, remedy: 'Each level has a 药品标识码 of its own.' })
  }
}

// ----------------------------------------------------------------- cascade

/** `1:10:200`, from the outermost level to the pack; absent when the file says none or something else. */
function readCascade(text: string): readonly number[] | undefined {
  if (!/^\d{1,7}(?:[:：]\d{1,7}){0,8}$/.test(text)) return undefined
  const numbers = text.split(/[:：]/).map(Number)
  return numbers.every((one) => one > 0) ? numbers : undefined
}

interface Counts {
  full: number
  /** Full containers with another number of children than the totals, and than the numbers per level. */
  otherThanTotals: number
  otherThanLevels: number
  firstLine: number
  /** Marked short, and yet full. */
  falselyShort: number
}

function checkCascade(tree: Tree, { attributes, line, path }: BatchHeader, out: Outbox): void {
  const text = (attributes['cascade'] ?? '').trim()
  const cascade = readCascade(text)
  if (cascade === undefined) {
    if (text !== '') {
      out.warn({
        code: 'CASCADE',
        message: 'cascade is no ratio like 1:10:200',
        line,
        path,
        remedy: 'Correct cascade.',
      })
    }
    return
  }
  const top = topLayer(tree)
  if (top !== cascade.length) {
    const message = `cascade ${text} has ${cascade.length} levels, the codes have ${top}`
    out.warn({ code: 'CASCADE', message, line, path, remedy: 'Correct cascade or packLayer.' })
    return
  }
  for (let layer = top; layer > 1; layer--) reportLevel(countLevel(tree, layer, cascade), layer, text, path, out)
}

function topLayer(tree: Tree): number {
  let top = 0
  for (let i = 0; i < tree.size; i++) top = Math.max(top, tree.layer(i))
  return top
}

function countLevel(tree: Tree, layer: number, cascade: readonly number[]): Counts {
  const place = cascade.length - layer
  const perLevel = cascade[place + 1] as number
  const total = perLevel / (cascade[place] as number)
  const counts: Counts = { full: 0, otherThanTotals: 0, otherThanLevels: 0, firstLine: 0, falselyShort: 0 }
  for (let i = 0; i < tree.size; i++) {
    if (tree.layer(i) !== layer) continue
    const children = tree.childCount(i)
    if (tree.flag(i) === SHORT && children >= total) {
      counts.falselyShort++
      counts.firstLine ||= tree.line(i)
    }
    // Mixed and short containers promise nothing; without a flag a container is full.
    if (tree.flag(i) !== FULL && tree.flag(i) !== 0) continue
    counts.full++
    if (children !== perLevel) counts.otherThanLevels++
    if (children === total) continue
    counts.otherThanTotals++
    counts.firstLine ||= tree.line(i)
  }
  return counts
}

function reportLevel(counts: Counts, layer: number, cascade: string, path: string, out: Outbox): void {
  const { full, otherThanTotals, otherThanLevels, firstLine, falselyShort } = counts
  if (otherThanTotals > 0) {
    const hint = otherThanLevels === 0 ? ' (read level by level it fits: the writer multiplies)' : ''
    const message = `${otherThanTotals} of ${full} full containers on level ${layer} hold another number than cascade ${cascade} says${hint}`
    out.warn({
      code: 'CASCADE',
      message,
      line: firstLine,
      path,
      remedy: 'Correct cascade, or mark the container short: flag="2".',
    })
  }
  if (falselyShort > 0 && otherThanTotals === 0) {
    const message = `${falselyShort} containers on level ${layer} are marked short and are full`
    out.warn({ code: 'FLAG', message, line: firstLine, path, remedy: 'Correct flag.' })
  }
}
