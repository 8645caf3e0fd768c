/** Bundles of one ledger are looks at one log (docs/spec/16-several.md#bundles-of-one-ledger). */
import { equalBytes, type Finding, toHex } from '@packtrail/protocol'
import type { Examined } from './examine.ts'
import { evidenceFinding } from './findings.ts'
import { streamLabel } from './label.ts'
import type { Proven } from './proven.ts'

export type SameLog = 'one bundle' | 'consistent' | 'not proven' | 'contradicted'

export interface LedgerLooks {
  readonly origin: string
  /** Hex. */
  readonly ledgerId: string
  /** Which of the bundles are of it, as they were given. */
  readonly bundles: readonly number[]
  readonly state: SameLog
  readonly findings: readonly Finding[]
}

/** A bundle that was not refuted. */
export interface Look {
  /** Its place among the bundles. */
  readonly bundle: number
  readonly proven: Proven
  readonly links: Examined['links']
}

/** The ledgers of the bundles, by their numbers, whatever the order of the bundles. */
export function compareLooks(all: readonly (Examined & { readonly bundle: number })[]): LedgerLooks[] {
  const byLedger = new Map<string, { readonly origin: string; readonly looks: Look[] }>()
  for (const { bundle, proven, policy, links, report } of all) {
    if (proven === undefined || report.verdict === 'refuted') continue
    const id = toHex(policy.ledgerId)
    const ledger = byLedger.get(id) ?? { origin: policy.origin, looks: [] }
    byLedger.set(id, ledger)
    ledger.looks.push({ bundle, proven, links })
  }
  return [...byLedger.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ledgerId, { origin, looks }]) => {
      const bundles = looks.map(({ bundle }) => bundle)
      return { origin, ledgerId, bundles, ...compare(looks) }
    })
}

function compare(looks: readonly Look[]): Pick<LedgerLooks, 'state' | 'findings'> {
  if (looks.length < 2) return { state: 'one bundle', findings: [] }
  const sorted = [...looks].sort((a, b) => sizeOf(a) - sizeOf(b))
  const findings: Finding[] = []
  /** Bundles whose log each continues, by place in `sorted`. */
  const continued = sorted.map((): number[] => [])
  for (let j = 1; j < sorted.length; j++) {
    for (let i = 0; i < j; i++) {
      const small = sorted[i] as Look
      const large = sorted[j] as Look
      const what = difference(small, large)
      if (what !== undefined) findings.push(evidenceFinding('TWO_HISTORIES', { params: { what } }))
      else if (continues(small, large)) {
        continued[j]?.push(i)
        if (sizeOf(small) === sizeOf(large)) continued[i]?.push(j)
      }
    }
  }
  if (findings.length > 0) return { state: 'contradicted', findings }
  const open = unreached(continued)
  const larger = sizeOf(sorted.at(-1) as Look)
  const missing = [...new Set(open.map((i) => sizeOf(sorted[i] as Look)))]
  const flags = missing.map((size) => evidenceFinding('BUNDLES_NOT_LINKED', { params: { size, larger } }))
  return { state: open.length === 0 ? 'consistent' : 'not proven', findings: flags }
}

function sizeOf({ proven }: Look): number {
  return proven.checkpoint.size
}

/** Places that the last one does not continue, neither directly nor through others. */
function unreached(continued: readonly (readonly number[])[]): number[] {
  const reached = new Set<number>()
  const open = [continued.length - 1]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue
    reached.add(at)
    open.push(...(continued[at] ?? []))
  }
  return continued.flatMap((_, i) => (reached.has(i) ? [] : [i]))
}

function continues(small: Look, large: Look): boolean {
  if (sizeOf(small) === sizeOf(large)) return true
  const { size, root } = small.proven.checkpoint
  if (large.links?.find(size)?.sound === true) return true
  const own = large.links?.fromLog(size)
  return own !== undefined && equalBytes(own.root, root)
}

/** What shows that two bundles are not of one log. */
function difference(small: Look, large: Look): string | undefined {
  const { size, root } = small.proven.checkpoint
  const link = size === sizeOf(large) ? large.proven.checkpoint : large.links?.find(size)
  if (link !== undefined && !equalBytes(link.root, root)) return `the root of the first ${size} entries`
  return linkDifference(small, large) ?? streamDifference(small.proven, large.proven) ?? claimDifference(small, large)
}

/** Older checkpoints that both hold proofs for. */
function linkDifference(small: Look, large: Look): string | undefined {
  for (const { size, root, sound } of small.links?.all() ?? []) {
    const other = large.links?.find(size)
    if (sound && other?.sound === true && !equalBytes(other.root, root)) return `the root of the first ${size} entries`
  }
  return undefined
}

/** A stream only grows: what it began with, it begins with for ever. */
function streamDifference(small: Proven, large: Proven): string | undefined {
  for (const stream of small.streams.all()) {
    const other = large.streams.byName(stream.name)
    if (other === undefined) continue
    const label = streamLabel(stream.name)
    const isOne = small.checkpoint.size === large.checkpoint.size
    if (isOne ? other.size !== stream.size : other.size < stream.size) {
      const after = (look: Proven, { size }: { readonly size: number }): string =>
        `${size} entries after ${look.checkpoint.size} of the log`
      return `${label}, which has ${after(small, stream)} and ${after(large, other)}`
    }
    if (other.size === stream.size && !equalBytes(small.streams.root(stream), large.streams.root(other))) return label
    const s = leafDifference(small.streams.leaves(stream), large.streams.leaves(other))
    if (s !== undefined) return `entry ${s} of ${label}`
  }
  return undefined
}

/** The first place in a stream that both show, with another entry. */
function leafDifference(one: Leaves, other: Leaves): number | undefined {
  const [a, b] = [one[Symbol.iterator](), other[Symbol.iterator]()]
  let [x, y] = [a.next(), b.next()]
  while (x.done !== true && y.done !== true) {
    const behind = x.value[0] - y.value[0]
    if (behind === 0 && !equalBytes(x.value[1], y.value[1])) return x.value[0]
    const [forA, forB] = [behind <= 0, behind >= 0]
    if (forA) x = a.next()
    if (forB) y = b.next()
  }
  return undefined
}

type Leaves = ReturnType<Proven['streams']['leaves']>

/** At one position of the log stands one claim, recorded once. Rows stand in the order of the log. */
function claimDifference({ proven: { events: a } }: Look, { proven: { events: b } }: Look): string | undefined {
  for (let i = 0, j = 0; i < a.size && j < b.size; ) {
    const behind = a.at(i) - b.at(j)
    const isSame = equalBytes(a.claim(i), b.claim(j)) && a.recorded(i) === b.recorded(j)
    if (behind === 0 && !isSame) return `entry ${a.at(i)}`
    if (behind <= 0) i++
    if (behind >= 0) j++
  }
  return undefined
}
