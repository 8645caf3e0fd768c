/** Several bundles: each by itself, those of one ledger against each other, and goods as one history where they meet (docs/spec/16-several.md). */
import { type Examined, examine } from './examine.ts'
import { whereabouts } from './glance.ts'
import type { Joint } from './joint.ts'
import { type GroupMember, judgeGroup } from './joint-group.ts'
import { meeting } from './meet.ts'
import { type Memory, remember } from './memory.ts'
import { rulesOfPolicy } from './profiles.ts'
import type { Headline, Report } from './report.ts'
import { compareLooks, type LedgerLooks } from './same-log.ts'
import { batchText, type JudgedScans, judgeScans, leavesOpen, type ShelfScan, speaksAgainst } from './scans.ts'
import { type BatchStanding, isStopped, standingOf } from './standing.ts'
import type { VerifyOptions } from './verify-options.ts'
import type { Whereabouts } from './whereabouts.ts'
import type { ColumnWorld } from './world.ts'

export interface BundleGroup {
  /** Places of its bundles among all. */
  readonly bundles: readonly number[]
  /** Ledgers that take part, by number. */
  readonly ledgers: readonly number[]
  readonly joint: Joint
  /** Where its packs are, by all bundles of the group. */
  readonly whereabouts: readonly Whereabouts[]
}

/** Rows of whereabouts that a report lists. */
const MAX_ROWS = 200

export interface Several {
  /** In the order of the files. */
  readonly reports: readonly Report[]
  /** By number, which is the order of their ids; without those of which every bundle was refuted. */
  readonly ledgers: readonly LedgerLooks[]
  /** Bundles that meet. */
  readonly groups: readonly BundleGroup[]
  /** The answer to all of them; `exitCode` gives its number. */
  readonly headline: Headline
  readonly scans?: JudgedScans
  /** Batches that are recalled, locked or in quarantine by what all bundles together say. */
  readonly standing: readonly BatchStanding[]
  /** Nothing is open but lines from the shelf. */
  readonly shelfOpen: boolean
  /** After all bundles that were not refuted; absent when none is kept. */
  readonly memory?: Memory
}

/**
 * @param files Read one after the other, each once.
 * @param onReport Told of each bundle when it was judged by itself.
 */
export async function verifyBundles(
  files: readonly AsyncIterable<Uint8Array>[],
  options: VerifyOptions,
  onReport?: (report: Report, index: number) => Promise<void>,
): Promise<Several> {
  const { scans, ...rest } = options
  const examined: (Examined & { readonly bundle: number })[] = []
  for (const [bundle, file] of files.entries()) {
    const one = await examine(file, rest, files.length > 1)
    examined.push({ ...one, bundle })
    await onReport?.(one.report, bundle)
  }
  const ledgers = compareLooks(examined)
  const groups = groupsOf(examined, ledgers, options)
  const scanned = scans && judgeShelf(scans, examined, groups, options)
  const memory = options.memory && rememberAll(options.memory, examined, ledgers)
  const reports = examined.map(({ report }) => report)
  const headline = headlineOf({ reports, ledgers, groups }, scanned)
  return {
    reports,
    ledgers,
    groups,
    headline,
    standing: standingOfAll(examined, groups),
    shelfOpen: headline === 'not proven' && !isOpen({ reports, ledgers }),
    ...(scanned === undefined ? {} : { scans: scanned }),
    ...(memory === undefined ? {} : { memory }),
  }
}

type Looked = readonly (Examined & { readonly bundle: number })[]

function groupsOf(examined: Looked, ledgers: readonly LedgerLooks[], options: VerifyOptions): BundleGroup[] {
  const ledgerOf = new Map<number, number>()
  ledgers.forEach(({ bundles, state }, ledger) => {
    // Of two histories none is believed.
    if (state !== 'contradicted') for (const bundle of bundles) ledgerOf.set(bundle, ledger)
  })
  const bundles: number[] = []
  const members: GroupMember[] = []
  for (const { bundle, proven, replayed, report } of examined) {
    const ledger = ledgerOf.get(bundle)
    if (proven === undefined || replayed === undefined || ledger === undefined) continue
    bundles.push(bundle)
    members.push({ proven, ledger, alone: replayed, isProven: report.verdict === 'proven' })
  }
  if (members.length < 2) return []
  const { crypto, policy } = options
  const rules = rulesOfPolicy(policy, options.rules)
  const seed = crypto.random(4).reduce((sum, byte) => sum * 256 + byte, 0) | 0
  const { items, groups } = meeting(
    members.map(({ proven }) => proven),
    seed,
  )
  return groups.map((group) => {
    const own = group.map((i) => members[i] as GroupMember)
    const nameOf = ({ ledger, g }: { ledger: number; g: number }): string => `${g} of ${ledgers[ledger]?.origin ?? '?'}`
    const joint = judgeGroup(own, items, rules, nameOf)
    return {
      bundles: group.map((i) => bundles[i] as number),
      ledgers: [...new Set(own.map(({ ledger }) => ledger))].sort((a, b) => a - b),
      joint,
      whereabouts: whereabouts(joint.world.tally()).rows.slice(0, MAX_ROWS),
    }
  })
}

function headlineOf(
  { reports, ledgers, groups }: Pick<Several, 'reports' | 'ledgers' | 'groups'>,
  scanned: JudgedScans | undefined,
): Headline {
  if (reports.some(({ verdict }) => verdict === 'refuted')) return 'evidence forged'
  if (ledgers.some(({ state }) => state === 'contradicted')) return 'evidence forged'
  const grouped = new Set(groups.flatMap(({ bundles }) => bundles))
  const isFalse =
    groups.some(({ joint }) => joint.guilty) ||
    reports.some(({ headline }, bundle) => !grouped.has(bundle) && headline === 'goods false') ||
    (scanned !== undefined && speaksAgainst(scanned))
  if (isFalse) return 'goods false'
  const unread = scanned !== undefined && leavesOpen(scanned)
  return unread || isOpen({ reports, ledgers }) ? 'not proven' : 'in order'
}

function isOpen({ reports, ledgers }: Pick<Several, 'reports' | 'ledgers'>): boolean {
  return (
    reports.some(({ verdict }) => verdict === 'inconclusive') ||
    ledgers.some(
      ({ state, bundles }) => state === 'not proven' && bundles.some((i) => reports[i]?.required.includes('history')),
    )
  )
}

/** Each batch by the group it is in, else by its own bundle. */
function standingOfAll(examined: Looked, groups: readonly BundleGroup[]): BatchStanding[] {
  const grouped = new Map(groups.flatMap(({ bundles, joint }) => bundles.map((i) => [i, joint] as const)))
  const stopped = new Map<string, BatchStanding>()
  for (const { bundle, proven, replayed } of examined) {
    const joint = grouped.get(bundle)
    const world = joint?.world ?? replayed?.world
    if (world === undefined || proven === undefined) continue
    // What one ledger holds by itself no other one lifts.
    const apart = joint === undefined || joint.isReached(proven.batch) ? [] : joint.apart
    const standing = strongest([world, ...apart].map((one) => standingOf(one, proven.batch)))
    if (isStopped(standing)) stopped.set(JSON.stringify(standing), standing)
  }
  return [...stopped.values()]
}

function strongest([first, ...more]: readonly BatchStanding[]): BatchStanding {
  return more.reduce(
    (a, b) => ({
      batch: a.batch,
      recalledIn: [...new Set([...a.recalledIn, ...b.recalledIn])],
      productRecalledIn: [...new Set([...a.productRecalledIn, ...b.productRecalledIn])],
      quarantined: a.quarantined || b.quarantined,
      locked: a.locked || b.locked,
    }),
    first as BatchStanding,
  )
}

/** Once, over all that is sound: what no bundle speaks of is not judged. */
function judgeShelf(
  scans: readonly ShelfScan[],
  examined: Looked,
  groups: readonly BundleGroup[],
  { now, market, rules, policy }: VerifyOptions,
): JudgedScans | undefined {
  const grouped = new Map(groups.flatMap(({ bundles, joint }) => bundles.map((i) => [i, joint.world] as const)))
  const worlds = new Map<ColumnWorld, Set<string>>()
  for (const { bundle, proven, replayed } of examined) {
    const world = grouped.get(bundle) ?? replayed?.world
    if (world === undefined || proven === undefined) continue
    worlds.set(world, (worlds.get(world) ?? new Set()).add(batchText(proven.batch)))
  }
  if (worlds.size === 0) return undefined
  const joints = new Map(groups.map(({ joint }) => [joint.world as ColumnWorld, joint] as const))
  const homes = [...worlds].map(([world, batches]) => {
    const { apart = [], isReached } = joints.get(world) ?? {}
    return { world, batches, ...(isReached === undefined ? {} : { apart, isReached }) }
  })
  return judgeScans(scans, { homes, now, market, rules: rulesOfPolicy(policy, rules) })
}

function rememberAll(memory: Memory, examined: Looked, ledgers: readonly LedgerLooks[]): Memory {
  const contradicted = new Set(ledgers.flatMap(({ state, bundles }) => (state === 'contradicted' ? bundles : [])))
  let known = memory
  for (const { bundle, proven, policy, report } of examined) {
    if (proven?.batchHead === undefined || report.verdict === 'refuted' || contradicted.has(bundle)) continue
    const { size, root, note } = proven.checkpoint
    const batch = `${proven.batch.product}/${proven.batch.lot}`
    known = remember(known, { origin: policy.origin, size, root, note, batch, head: proven.batchHead })
  }
  return known
}
