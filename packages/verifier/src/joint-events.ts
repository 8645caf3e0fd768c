/** The events of several bundles, each once, in one order (docs/spec/16-several.md#one-history). */
import { type Correctable, cancelledClaims, eventTime, type StepInput } from '@packtrail/custody'
import { type SeenEvent, toHex } from '@packtrail/protocol'
import { column32, column64 } from './columns.ts'
import { hashIndex } from './hash-index.ts'
import { type Entered, isForeign, reachesAll } from './joint-force.ts'
import type { Proven } from './proven.ts'
import { actKey, unite } from './shared-claim.ts'

/** A bundle that takes part, with its ledger by number: 0, 1, … in the order of the ledger ids. */
export interface Member {
  readonly proven: Proven
  readonly ledger: number
}

/** Where an event stands in one of the bundles. */
export interface Sight {
  readonly member: number
  readonly row: number
}

export interface JointEvents {
  readonly size: number
  /** The event at a position: by recorded time, ledger, place in its log; from 1. */
  at(position: number): StepInput
  /** Event time. */
  time(position: number): number
  ledger(position: number): number
  /** Log position in its ledger. */
  g(position: number): number
  /** Position of a row of one of the members. */
  positionOf(member: number, row: number): number
  /** Position of a claim, 0 where there is none. */
  find(claim: Uint8Array): number
  /** All positions in the order of the fold, without what was cancelled or told twice. */
  order(): Uint32Array
  /** Claims that more than one bundle shows. */
  readonly shared: number
  /** Acts told to more than one ledger, counted without the first. Read it after `order`. */
  readonly told: number
  /** Leave out an event that the caller knows to be the twin of `first`. */
  leaveOut(position: number, first: number): void
  /** Same act in all that an event says: for commissionings, whose serials the caller compares. */
  sameAct(a: number, b: number): boolean
  readonly cancelled: number
  /** The ledgers in which an event was entered or told, the one that it stands in first. Read it after `order`. */
  ledgers(position: number): readonly number[]
  /** The event that stands for this one, which was told to another ledger; else itself. */
  standFor(position: number): number
  /** Whether the record at `by` has force on that at `on` (docs/spec/16-several.md#force). */
  force(by: number, on: number): boolean
  /** What was reached from another ledger. */
  readonly forced: ReadonlySet<number>
}

export function jointEvents(members: readonly Member[]): JointEvents {
  const claims = hashIndex()
  /** First sight of each claim, and the others of those that are shown more than once. */
  const firstMember = column32()
  const firstRow = column32()
  const more = new Map<number, Sight[]>()
  members.forEach(({ proven: { events } }, member) => {
    for (let row = 0; row < events.size; row++) {
      const before = claims.size
      const joint = claims.add(events.claim(row))
      if (joint < before) {
        more.set(joint, [...(more.get(joint) ?? []), { member, row }])
        continue
      }
      firstMember.set(joint, member)
      firstRow.set(joint, row)
    }
  })
  const sightsOf = (joint: number): readonly Sight[] => [
    { member: firstMember.get(joint), row: firstRow.get(joint) },
    ...(more.get(joint) ?? []),
  ]
  const stand = (sight: Sight): Stand => {
    const { proven, ledger } = members[sight.member] as Member
    return { recorded: proven.events.recorded(sight.row), ledger, g: proven.events.at(sight.row) }
  }
  const recordeds = column64()
  const ledgers = column32()
  const gs = column64()
  for (let joint = 0; joint < claims.size; joint++) {
    const first = sightsOf(joint)
      .map(stand)
      .reduce((a, b) => (compareStands(a, b) <= 0 ? a : b))
    recordeds.set(joint, first.recorded)
    ledgers.set(joint, first.ledger)
    gs.set(joint, first.g)
  }
  const standOf = (joint: number): Stand => ({
    recorded: recordeds.get(joint),
    ledger: ledgers.get(joint),
    g: gs.get(joint),
  })
  const byPosition = new Uint32Array(claims.size).map((_, joint) => joint)
  byPosition.sort((a, b) => compareStands(standOf(a), standOf(b)))
  const positions = new Uint32Array(claims.size)
  byPosition.forEach((joint, i) => {
    positions[joint] = i + 1
  })
  const jointAt = (position: number): number => byPosition[position - 1] as number
  /** Events that are left out, and those that stand for them. */
  const leftOut = new Map<number, number>()
  const twins = new Map<number, number[]>()
  const forced = new Set<number>()
  let told = 0
  let cancelledCount = 0

  const eventAt = (joint: number): SeenEvent => {
    const views = sightsOf(joint).map(({ member, row }) => (members[member] as Member).proven.events.get(row).event)
    return unite(views)
  }
  const signerOf = (joint: number): string | undefined => {
    const { proven } = members[firstMember.get(joint)] as Member
    return proven.keys.byNumber(proven.events.signer(firstRow.get(joint)))?.actor
  }
  const inputAt = (position: number): StepInput => {
    const joint = jointAt(position)
    const signer = signerOf(joint)
    return {
      event: eventAt(joint),
      claim: toHex(claims.at(joint)),
      at: position,
      recorded: recordeds.get(joint),
      ...(signer === undefined ? {} : { signer }),
    }
  }
  const timeAt = (position: number): number => {
    const joint = jointAt(position)
    // Where one bundle withholds the time and another shows it, the shown one counts.
    if (more.has(joint)) return eventTime(eventAt(joint), recordeds.get(joint))
    return (members[firstMember.get(joint)] as Member).proven.events.time(firstRow.get(joint))
  }

  const enteredOf = (joint: number): Entered[] =>
    sightsOf(joint).map(({ member, row }) => {
      const { proven, ledger } = members[member] as Member
      return { ledger, keys: proven.keys, signer: proven.events.signer(row) }
    })
  const entered = (position: number): Entered[] =>
    [position, ...(twins.get(position) ?? [])].flatMap((one) => enteredOf(jointAt(one)))
  const hasForce = (by: readonly Entered[], on: readonly Entered[], at: number): boolean => {
    if (!reachesAll(by, on)) return false
    if (isForeign(by, on)) forced.add(at)
    return true
  }

  const putAside = (position: number, first: number): void => {
    leftOut.set(position, first)
    twins.set(first, [...(twins.get(first) ?? []), position])
    told++
  }

  const cancelled = (): ReadonlySet<string> => {
    const wanted = new Set<number>()
    members.forEach(({ proven: { events } }) => {
      for (const row of events.corrections()) {
        wanted.add(claims.find(events.claim(row)))
        const { target } = events.get(row).event.detail
        const found = target?.length === 32 ? claims.find(target) : -1
        if (found >= 0) wanted.add(found)
      }
    })
    const list = [...wanted].map((joint): Correctable & { readonly position: number; readonly joint: number } => {
      const signer = signerOf(joint)
      const claim = toHex(claims.at(joint))
      const position = positions[joint] as number
      return { event: eventAt(joint), claim, position, joint, ...(signer === undefined ? {} : { signer }) }
    })
    return cancelledClaims(
      list.sort((a, b) => a.position - b.position),
      (by, on) => hasForce(enteredOf(by.joint), entered(on.position), on.position),
    )
  }

  /** The first of the records of one act stands for all; those of one ledger are never the same act. */
  const leaveOutTwins = (taken: ReadonlySet<string>): void => {
    if (new Set(members.map(({ ledger }) => ledger)).size < 2) return
    const acts = new Map<string, { readonly first: number; readonly ledgers: Set<number> }>()
    for (let position = 1; position <= claims.size; position++) {
      const joint = jointAt(position)
      if (taken.size > 0 && taken.has(toHex(claims.at(joint)))) continue
      const event = eventAt(joint)
      if (event.type === 'commission' || event.type === 'adopt') continue
      const key = actKey(event, signerOf(joint))
      if (key === undefined) continue
      const ledger = ledgers.get(joint)
      const seen = acts.get(key) ?? { first: position, ledgers: new Set() }
      acts.set(key, seen)
      if (seen.ledgers.size > 0 && !seen.ledgers.has(ledger)) putAside(position, seen.first)
      seen.ledgers.add(ledger)
    }
  }

  return {
    size: claims.size,
    shared: more.size,
    get told() {
      return told
    },
    get cancelled() {
      return cancelledCount
    },
    at: inputAt,
    time: timeAt,
    ledger: (position) => ledgers.get(jointAt(position)),
    g: (position) => gs.get(jointAt(position)),
    positionOf(member, row) {
      const events = (members[member] as Member).proven.events
      return positions[claims.find(events.claim(row))] as number
    },
    find(claim) {
      const joint = claims.find(claim)
      return joint < 0 ? 0 : (positions[joint] as number)
    },
    leaveOut: putAside,
    ledgers(position) {
      const own = ledgers.get(jointAt(position))
      if (!more.has(jointAt(position)) && !twins.has(position)) return [own]
      return [...new Set([own, ...entered(position).map(({ ledger }) => ledger)])]
    },
    standFor: (position) => leftOut.get(position) ?? position,
    force: (by, on) => by < 1 || on < 1 || hasForce(entered(by), entered(on), on),
    forced,
    sameAct(a, b) {
      const [one, other] = [jointAt(a), jointAt(b)]
      if (ledgers.get(one) === ledgers.get(other)) return false
      const key = actKey(eventAt(one), signerOf(one))
      return key !== undefined && key === actKey(eventAt(other), signerOf(other))
    },
    order() {
      const taken = cancelled()
      cancelledCount = taken.size
      leaveOutTwins(taken)
      const times = new Float64Array(claims.size + 1)
      for (let position = 1; position <= claims.size; position++) times[position] = timeAt(position)
      const kept = [...byPosition.keys()]
        .map((i) => i + 1)
        .filter((position) => !leftOut.has(position) && !taken.has(toHex(claims.at(jointAt(position)))))
      return Uint32Array.from(kept).sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
    },
  }
}

interface Stand {
  readonly recorded: number
  readonly ledger: number
  readonly g: number
}

function compareStands(a: Stand, b: Stand): number {
  return a.recorded - b.recorded || a.ledger - b.ledger || a.g - b.g
}
