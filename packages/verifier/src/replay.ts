/** The third stage: what happened to the goods, by the same step function as in the ledger. */
import {
  type CannotJudge,
  type Correctable,
  cancelledClaims,
  eventTime,
  findingSet,
  type Rules,
  type StepInput,
  settle,
  step,
} from '@packtrail/custody'
import { type Finding, type SeenEvent, toHex } from '@packtrail/protocol'
import { judgeAttempt, withCorrections } from './attempts.ts'
import { batchSource } from './batch-world.ts'
import type { EventStore } from './event-store.ts'
import { foldOrder } from './fold-order.ts'
import type { ReadManifest } from './manifests.ts'
import { type ProfileInForce, profilesIn } from './profiles.ts'
import type { Proven } from './proven.ts'
import { addCounts, weaken } from './timeless.ts'
import { type Timeline, timelineMaker } from './timeline.ts'
import { type ColumnWorld, columnWorld } from './world.ts'

export interface Replayed {
  readonly world: ColumnWorld
  readonly findings: readonly Finding[]
  readonly cannotJudge: readonly CannotJudge[]
  /** Events that their authors took back. */
  readonly cancelled: number
  readonly timeline: Timeline
  /** Set for the batch and its parties, in the order of the log. */
  readonly profiles: readonly ProfileInForce[]
}

export function replay(proven: Proven, rules: Rules): Replayed {
  const { manifests } = proven
  const world = columnWorld(batchSource(proven))
  const byRow = new Map<number, ReadManifest>(manifests.all.map((manifest) => [manifest.row, manifest]))
  const cancelled = cancelledClaims(correctables(proven))
  const found = findingSet()
  const timeline = timelineMaker()
  const refused: Finding[] = []
  const timeless = new Set<number>()
  const profiles: ProfileInForce[] = []
  const isParty = (actor: string): boolean => world.party(actor) !== undefined
  for (const row of foldOrder(proven)) {
    const input = new RowInput(proven, row, byRow.get(row))
    const { event, at, recorded } = input
    if (cancelled.size > 0 && cancelled.has(input.claim)) continue
    if (event.withheld.length > 0 && event.withheld.includes('when')) timeless.add(at)
    timeline.add(event, eventTime(event, recorded))
    if (event.type === 'attempt') refused.push(...judgeAttempt(world, input, rules))
    found.add(step(world, input, rules), at)
    if (event.type === 'policy') profiles.push(...profilesIn(event, at, proven.batch, isParty, rules))
  }
  const { findings, cannotJudge } = found.done()
  const open = settle(world, world.inTransit(), proven.checkpoint.epoch.recorded, rules)
  const judged = weaken([...findings, ...withCorrections(world, refused), ...open], timeless)
  return {
    world,
    findings: judged.findings,
    cannotJudge: addCounts(cannotJudge, judged.cannotJudge),
    cancelled: cancelled.size,
    timeline: timeline.done(),
    profiles,
  }
}

/** What is folded of a row. The name of the claim is made when it is asked for, which of most it never is. */
class RowInput implements StepInput {
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
  readonly signer: string | undefined
  readonly repeated: StepInput['repeated']
  readonly #events: EventStore
  readonly #row: number

  constructor({ events, keys }: Proven, row: number, manifest: ReadManifest | undefined) {
    const { event, at, recorded, signer } = events.get(row)
    this.event = event
    this.at = at
    this.recorded = recorded
    this.signer = keys.byNumber(signer)?.actor
    const isRepeated = manifest !== undefined && manifest.repeats > 0
    this.repeated = isRepeated ? { serials: manifest.repeated, count: manifest.repeats } : undefined
    this.#events = events
    this.#row = row
  }

  get claim(): string {
    return toHex(this.#events.claim(this.#row))
  }
}

/** Corrections and what they correct; no other event matters to what is cancelled. */
function correctables({ events, keys }: Proven): Correctable[] {
  const rows = new Set(events.corrections())
  for (const row of [...rows]) {
    const { target } = events.get(row).event.detail
    const found = target?.length === 32 ? events.find(target) : -1
    if (found >= 0) rows.add(found)
  }
  return [...rows]
    .sort((a, b) => a - b)
    .map((row) => {
      const { event, signer } = events.get(row)
      const actor = keys.byNumber(signer)?.actor
      return { event, claim: toHex(events.claim(row)), ...(actor === undefined ? {} : { signer: actor }) }
    })
}
