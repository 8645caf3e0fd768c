/** One fold over bundles that meet, and what it finds that none of them shows alone (docs/spec/16-several.md). */
import {
  type CannotJudge,
  type FindingCode,
  findingSet,
  type ItemState,
  type Rules,
  type StepInput,
  settle,
  step,
} from '@packtrail/custody'
import type { Finding } from '@packtrail/protocol'
import { judgeAttempt, scratch, withCorrections } from './attempts.ts'
import type { ItemNames } from './item-names.ts'
import { type JointEvents, jointEvents, type Member } from './joint-events.ts'
import { jointMembers } from './joint-members.ts'
import { type Reachable, reachedIn } from './joint-reached.ts'
import { type JointWorld, jointWorld } from './joint-world.ts'
import type { Replayed } from './replay.ts'
import { addCounts, weaken } from './timeless.ts'
import type { ColumnWorld } from './world.ts'

export interface JointMember extends Member {
  /** What the bundle shows alone. */
  readonly alone: Replayed
}

/** A record of one of the ledgers. */
export interface JointRecord {
  /** Number of the ledger. */
  readonly ledger: number
  /** Log position there. */
  readonly g: number
}

export interface JointFinding extends Omit<Finding, 'evidence'> {
  readonly records: readonly JointRecord[]
  /** No bundle shows it alone. */
  readonly together: boolean
}

export interface Joint {
  readonly world: JointWorld
  readonly findings: readonly JointFinding[]
  /** Findings of single bundles that the others explain. */
  readonly explained: readonly Finding[]
  /** It is proven that the goods are not in order, whatever of the rest is not proven. */
  readonly guilty: boolean
  /** What was taken back or lifted in another ledger by its own author. */
  readonly reached: readonly JointRecord[]
  /** Of several ledgers what each of them says by itself. */
  readonly apart: readonly ColumnWorld[]
  /** Whether something said of it was reached from another ledger by its own author. */
  isReached(what: Reachable): boolean
  readonly cannotJudge: readonly CannotJudge[]
  readonly events: number
  readonly shared: number
  readonly told: number
  readonly cancelled: number
}

/** Of these each ledger counts its own: the closing of a batch says nothing of what another ledger registers. */
const OWN: ReadonlySet<string> = new Set<FindingCode>(['CLOSE_TOTALS_DIFFER', 'COMMISSIONED_AFTER_CLOSE'])

/** What a record is called in a sentence. */
export type RecordName = (record: JointRecord) => string

/** Bundles folded as one, before it is asked what each ledger proves by itself. */
export interface Folded extends Omit<Joint, 'explained' | 'guilty' | 'findings' | 'apart'> {
  readonly findings: readonly Omit<JointFinding, 'together'>[]
  /** Where a record stands among all, by the event that stands for it; 0 where no bundle shows it. */
  positionOf(record: JointRecord): number
  /** Records that another ledger reached by the signature of their own author. */
  readonly forced: ReadonlySet<number>
}

export function foldTogether(
  members: readonly JointMember[],
  items: ItemNames,
  rules: Rules,
  nameOf: RecordName,
): Folded {
  const events = jointEvents(members)
  const registered = jointMembers(members, items, events)
  const world = jointWorld(items, events, registered)
  const found = findingSet()
  const refused: Finding[] = []
  const timeless = new Set<number>()
  for (const position of events.order()) {
    const input = events.at(position)
    const repeated = registered.repeated(position)
    if (input.event.withheld.includes('when')) timeless.add(position)
    const whole = repeated.count === 0 ? input : { ...input, repeated }
    const { ledger, others } = strictest(world, whole, events.ledgers(position), rules)
    world.enter(ledger)
    refused.push(...judgeAttempt(world, input, rules))
    const result = step(world, whole, rules)
    const more = others.filter(({ code }) => !result.findings.some((one) => one.code === code))
    found.add(more.length === 0 ? result : { ...result, findings: [...result.findings, ...more] }, position)
  }
  const { findings, cannotJudge } = found.done()
  const open = settle(world, entering(world, events), latestKnown(members), rules)
  world.enter(undefined)
  const own = [...findings, ...withCorrections(world, refused), ...open].filter(({ code }) => !OWN.has(code))
  const judged = weaken([...own, ...closings(members, events)], timeless)
  const recordOf = (position: number): JointRecord => ({ ledger: events.ledger(position), g: events.g(position) })
  return {
    world,
    findings: judged.findings.map((finding) => told(finding, recordOf, nameOf)),
    positionOf({ ledger, g }) {
      for (const [i, member] of members.entries()) {
        const position = member.ledger === ledger ? positionAt(member, i, g, events) : 0
        if (position > 0) return events.standFor(position)
      }
      return 0
    },
    forced: events.forced,
    reached: [...events.forced].sort((a, b) => a - b).map(recordOf),
    isReached: reachedIn(events),
    cannotJudge: addCounts(cannotJudge, judged.cannotJudge),
    events: events.size,
    shared: events.shared,
    told: events.told,
    cancelled: events.cancelled,
  }
}

/**
 * An event that was entered in several ledgers is judged by the register and the profiles of each: the one that finds most is the
 * one that it is folded by.
 */
function strictest(
  world: JointWorld,
  input: StepInput,
  [first, ...more]: readonly number[],
  rules: Rules,
): { readonly ledger: number | undefined; readonly others: readonly Finding[] } {
  if (more.length === 0) return { ledger: first, others: [] }
  const all = [first as number, ...more].map((ledger) => {
    world.enter(ledger)
    const findings = step(scratch(world), input, rules).findings.filter(({ severity }) => severity !== 'info')
    const errors = findings.filter(({ severity }) => severity === 'error').length
    return { ledger, findings, weight: errors * 1000 + findings.length }
  })
  const found = all.reduce((a, b) => (b.weight > a.weight ? b : a))
  return { ledger: found.ledger, others: all.flatMap(({ findings }) => findings) }
}

/** What is on its way, each under the rules of the ledger in which it was registered, else of its last record. */
function* entering(world: JointWorld, events: JointEvents): Iterable<readonly [string, ItemState]> {
  for (const [id, state] of world.inTransit()) {
    const slash = id.indexOf('/')
    const member = slash < 0 ? undefined : world.member(id.slice(0, slash), id.slice(slash + 1))
    world.enter(events.ledger(member?.at ?? state.lastAt))
    yield [id, state]
  }
}

/** A finding with its records; a sentence that names a record by its position names its ledger too. */
export function told(
  { evidence, ...finding }: Finding,
  recordOf: (position: number) => JointRecord,
  nameOf: RecordName,
): Omit<JointFinding, 'together'> {
  const records = evidence.map(recordOf)
  const { first } = finding.params
  if (typeof first !== 'number' || first < 1) return { ...finding, records }
  const name = nameOf(recordOf(first))
  const message = finding.message.replace(`record ${first}`, `record ${name}`)
  return { ...finding, records, message, params: { ...finding.params, first: name } }
}

/** Later than this nobody knows what another ledger recorded: of each ledger its newest checkpoint, of these the earliest. */
function latestKnown(members: readonly JointMember[]): number {
  const newest = new Map<number, number>()
  for (const { ledger, proven } of members) {
    newest.set(ledger, Math.max(newest.get(ledger) ?? 0, proven.checkpoint.epoch.recorded))
  }
  return Math.min(...newest.values())
}

/** Each bundle's findings about closings, with its records as positions; one that two bundles show once. */
function closings(members: readonly JointMember[], events: JointEvents): Finding[] {
  const kept = new Map<string, Finding>()
  members.forEach((member, i) => {
    for (const finding of member.alone.findings) {
      if (!OWN.has(finding.code)) continue
      const evidence = finding.evidence.map((g) => positionAt(member, i, g, events))
      kept.set(`${finding.code} ${evidence[0] ?? 0} ${JSON.stringify(finding.params)}`, { ...finding, evidence })
    }
  })
  return [...kept.values()]
}

/** Position of the event that stands at `g` in a bundle: its rows are in the order of the log. */
function positionAt(
  { proven: { events: own } }: JointMember,
  member: number,
  g: number | undefined,
  events: JointEvents,
): number {
  if (g === undefined) return 0
  let low = 0
  let high = own.size
  while (low < high) {
    const middle = (low + high) >> 1
    if (own.at(middle) < g) low = middle + 1
    else high = middle
  }
  return low < own.size && own.at(low) === g ? events.positionOf(member, low) : 0
}
