/** One fold over bundles that meet, and what it finds that none of them shows alone (docs/spec/16-several.md). */
import { type CannotJudge, type FindingCode, findingSet, type Rules, settle, step } from '@packtrail/custody'
import type { Finding } from '@packtrail/protocol'
import { judgeAttempt, withCorrections } from './attempts.ts'
import type { ItemNames } from './item-names.ts'
import { type JointEvents, jointEvents, type Member } from './joint-events.ts'
import { jointMembers } from './joint-members.ts'
import { type JointWorld, jointWorld } from './joint-world.ts'
import type { Replayed } from './replay.ts'
import { addCounts, weaken } from './timeless.ts'

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
  readonly cannotJudge: readonly CannotJudge[]
  readonly events: number
  readonly shared: number
  readonly told: number
  readonly cancelled: number
}

/** Of these each ledger counts its own: the closing of a batch says nothing of what another ledger registers. */
const OWN: ReadonlySet<string> = new Set<FindingCode>(['CLOSE_TOTALS_DIFFER', 'COMMISSIONED_AFTER_CLOSE'])

/** @param nameOf What a record is called in a sentence. */
export function judgeTogether(
  members: readonly JointMember[],
  items: ItemNames,
  rules: Rules,
  nameOf: (record: JointRecord) => string,
): Joint {
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
    world.enter(events.ledger(position))
    refused.push(...judgeAttempt(world, input, rules))
    found.add(step(world, repeated.count === 0 ? input : { ...input, repeated }, rules), position)
  }
  world.enter(undefined)
  const { findings, cannotJudge } = found.done()
  const open = settle(world, world.inTransit(), latestKnown(members), rules)
  const own = [...findings, ...withCorrections(world, refused), ...open].filter(({ code }) => !OWN.has(code))
  const judged = weaken([...own, ...closings(members, events)], timeless)
  const alone = aloneKeys(members, events)
  const recordOf = (position: number): JointRecord => ({ ledger: events.ledger(position), g: events.g(position) })
  const keys = new Set(judged.findings.map((finding) => keyOf(finding.code, finding.evidence[0] ?? 0)))
  return {
    world,
    findings: judged.findings.map((finding) => {
      const { evidence, ...rest } = finding
      const records = evidence.map(recordOf)
      const together = !alone.has(keyOf(finding.code, evidence[0] ?? 0))
      return { ...withRecord(rest, recordOf, nameOf), records, together }
    }),
    explained: [...alone].flatMap(([key, one]) => (keys.has(key) ? [] : one)),
    cannotJudge: addCounts(cannotJudge, judged.cannotJudge),
    events: events.size,
    shared: events.shared,
    told: events.told,
    cancelled: events.cancelled,
  }
}

/** A sentence that names a record by its position names its ledger too. */
function withRecord(
  finding: Omit<Finding, 'evidence'>,
  recordOf: (position: number) => JointRecord,
  nameOf: (record: JointRecord) => string,
): Omit<Finding, 'evidence'> {
  const { first } = finding.params
  if (typeof first !== 'number' || first < 1) return finding
  const name = nameOf(recordOf(first))
  const message = finding.message.replace(`record ${first}`, `record ${name}`)
  return { ...finding, message, params: { ...finding.params, first: name } }
}

/** Later than this nobody knows what another ledger recorded: of each ledger its newest checkpoint, of these the earliest. */
function latestKnown(members: readonly JointMember[]): number {
  const newest = new Map<number, number>()
  for (const { ledger, proven } of members) {
    newest.set(ledger, Math.max(newest.get(ledger) ?? 0, proven.checkpoint.epoch.recorded))
  }
  return Math.min(...newest.values())
}

function keyOf(code: string, position: number): string {
  return `${code} ${position}`
}

/** Findings of single bundles by code and first record. */
function aloneKeys(members: readonly JointMember[], events: JointEvents): Map<string, Finding[]> {
  const keys = new Map<string, Finding[]>()
  members.forEach((member, i) => {
    for (const finding of member.alone.findings) {
      const key = keyOf(finding.code, positionAt(member, i, finding.evidence[0], events))
      keys.set(key, [...(keys.get(key) ?? []), finding])
    }
  })
  return keys
}

/** Each bundle's findings about closings, with its records as positions; one that two bundles show once. */
function closings(members: readonly JointMember[], events: JointEvents): Finding[] {
  const kept = new Map<string, Finding>()
  members.forEach((member, i) => {
    for (const finding of member.alone.findings) {
      if (!OWN.has(finding.code)) continue
      const evidence = finding.evidence.map((g) => positionAt(member, i, g, events))
      kept.set(`${keyOf(finding.code, evidence[0] ?? 0)} ${JSON.stringify(finding.params)}`, { ...finding, evidence })
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
