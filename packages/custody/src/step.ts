/** The one step function: what an event does to the world, and what is wrong with that (docs/spec/14-custody.md). */
import type { EventType, Finding, SeenEvent } from '@packtrail/protocol'
import { type Act, type CannotJudge, Collector, stateOf, type Target, targetsOf, type Withdrawn } from './act.ts'
import { aggregate, countInside, disaggregate } from './containers.ts'
import { receive, ship } from './hands.ts'
import { holdBatches, undoBatches } from './hold-batches.ts'
import { checkIdentity } from './identity.ts'
import { keep } from './item.ts'
import { end, endedElsewhere } from './life.ts'
import { eventTime } from './order.ts'
import { party, standingAt } from './parties.ts'
import { rulesOfParty } from './profiles.ts'
import { close, commission, correct, describe, recall, setProfiles } from './register.ts'
import type { Rules } from './rules.ts'
import type { PartyState } from './state.ts'
import { giveBack, recallPacks, reopen, undo } from './undo.ts'
import type { Repeated, World } from './world.ts'

/** An event with everything about it that the step may use. No clock, no randomness: equal inputs, equal outputs. */
export interface StepInput {
  readonly event: SeenEvent
  /** Hex of the claim hash. */
  readonly claim: string
  /** Log position of the claim's first entry. */
  readonly at: number
  /** Recorded time in ms (ledger clock, monotone with `at`). */
  readonly recorded: number
  /** The party whose key signed; undefined when attested. */
  readonly signer?: string | undefined
  /** For an act that is done now, whatever time it claims: what may not be handed out at this time (ms) may not at an earlier one. */
  readonly notBefore?: number | undefined
  /** Serials of a commissioning that are already members of an older manifest. */
  readonly repeated?: Repeated | undefined
}

export interface StepResult {
  /** Most severe first. Empty on a clean step. */
  readonly findings: readonly Finding[]
  /** Findings of earlier steps that this event explains. */
  readonly withdrawn: readonly Withdrawn[]
  /** Rules that could not be judged because something is withheld. */
  readonly cannotJudge: readonly CannotJudge[]
}

/**
 * Fold one event. Events come in the order of `compareOrder`; those that a correction cancelled are left out by the caller.
 * Never throws on any event that the protocol can decode.
 */
export function step(world: World, input: StepInput, rules: Rules): StepResult {
  const { event, at, recorded, signer } = input
  const time = eventTime(event, recorded)
  const actor = party(event.who?.agent) ?? signer
  const doer = actor === undefined ? undefined : world.party(actor)
  const own = rulesOfParty(rules, doer, at) ?? rules
  const act = new Doing(world, own, rules, input, time)
  if (event.hiddenSubjects > 0) act.cannotJudge('HIDDEN_SUBJECTS')
  checkTime(act)
  checkLicence(act, doer)
  fold(act, event.type, input)
  return act.done()
}

/** One event being folded, with what is found. */
class Doing extends Collector implements Act {
  readonly world: World
  readonly rules: Rules
  readonly book: Rules
  readonly event: SeenEvent
  readonly recorded: number
  readonly time: number
  readonly signer: string | undefined
  readonly notBefore: number | undefined

  constructor(world: World, rules: Rules, book: Rules, input: StepInput, time: number) {
    const { event, at, recorded, signer, notBefore } = input
    super(at)
    this.world = world
    this.rules = rules
    this.book = book
    this.event = event
    this.recorded = recorded
    this.time = time
    this.signer = signer
    this.notBefore = notBefore
  }
}

function fold(act: Act, type: EventType, input: StepInput): void {
  switch (type) {
    case 'commission':
    case 'adopt':
      commission(act, input.repeated)
      break
    case 'close':
      close(act)
      break
    case 'aggregate':
    case 'disaggregate':
      pack(act, type)
      break
    case 'ship':
      ship(act, identified(act))
      break
    case 'receive':
      receive(act, identified(act))
      break
    case 'dispense':
    case 'sample':
    case 'export':
    case 'destroy':
    case 'steal':
    case 'lose':
    case 'decommission':
      end(act, identified(act))
      break
    case 'lock':
    case 'quarantine':
      holdBatches(act, type, true)
      end(act, identified(act))
      break
    case 'unlock':
      holdBatches(act, 'lock', false)
      reopen(act, identified(act), 'locked')
      break
    case 'release':
      holdBatches(act, 'quarantine', false)
      reopen(act, identified(act), 'quarantined')
      break
    case 'find':
      reopen(act, identified(act), 'lost')
      break
    case 'return':
      giveBack(act, identified(act))
      break
    case 'undo':
      undoBatches(act)
      undo(act, identified(act))
      break
    case 'recall':
      recall(act)
      recallPacks(act, identified(act))
      break
    case 'correct':
      correct(act)
      break
    case 'observe':
      observe(act)
      break
    case 'party':
    case 'product':
      describe(act)
      break
    case 'policy':
      setProfiles(act)
      break
    case 'attempt':
    case 'genesis':
    case 'key':
    case 'retire':
    case 'revoke':
      break
    default:
      unreachable(type)
  }
}

/** The compiler shows that every event type has its case. */
function unreachable(_type: never): void {}

function identified(act: Act): readonly Target[] {
  const targets = targetsOf(act)
  checkIdentity(act, targets)
  return targets
}

function pack(act: Act, type: 'aggregate' | 'disaggregate'): void {
  const targets = identified(act).filter((target) => !endedElsewhere(act, target))
  if (type === 'aggregate') aggregate(act, targets)
  else disaggregate(act, targets)
}

/** Reason of an observation that confirms a claim of a key that was stolen. */
export const REATTEST = 'reattest'

/** Seen, counted, inspected: checked, never changing what the thing is. */
function observe(act: Act): void {
  const { reason, target } = act.event.detail
  // Said of a record, not of goods (docs/spec/07-streams.md#keys).
  if (reason === REATTEST && target !== undefined) return
  const targets = identified(act)
  countInside(act, targets)
  for (const target of targets) if (act.world.item(target.id) !== undefined) keep(act, target.id, stateOf(act, target))
}

function checkTime(act: Act): void {
  const { when } = act.event
  if (act.event.withheld.includes('when')) act.cannotJudge('TIME_FUTURE')
  if (when === undefined || when.precision === 'day') return
  const ahead = when.ms - act.recorded
  if (ahead > act.rules.future) act.find('TIME_FUTURE', undefined, [], { minutes: Math.round(ahead / 60_000) })
}

/** Standing and licences are those at the log position of the record: nobody but the ledger chooses that. */
function checkLicence(act: Act, state: PartyState | undefined): void {
  const { type, withheld } = act.event
  if (withheld.includes('who')) act.cannotJudge('LICENCE_WRONG_ACT')
  if (state === undefined) return
  const { actor } = state
  const { status, licences } = standingAt(state, act.at)
  if (status === 'suspended') act.find('PARTY_SUSPENDED', undefined, [], { party: actor })
  const roles = act.rules.roles[type]
  if (roles === undefined || licences.length === 0) return
  const fitting = licences.filter((licence) => roles.includes(licence.role))
  if (fitting.length === 0) act.find('LICENCE_WRONG_ACT', undefined, [], { party: actor })
  else if (!fitting.some((l) => act.recorded >= (l.from ?? 0) && act.recorded <= (l.to ?? Number.MAX_SAFE_INTEGER))) {
    act.find('LICENCE_EXPIRED', undefined, [], { party: actor })
  }
}
