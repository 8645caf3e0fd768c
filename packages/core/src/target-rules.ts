/** What a claim may say where that depends on an earlier one: the record it takes back, or confirms. */
import { type PartyId, partyOf } from '@packtrail/codes'
import {
  type Event,
  type Finding,
  isAtCounter,
  type SeenEvent,
  type Spared,
  sparePersons,
  toHex,
} from '@packtrail/protocol'
import type { FoundEvent } from './claim-target.ts'
import { REATTEST } from './custody.ts'
import { refusal } from './refusal.ts'

/** Both take the party that signs; `undefined` when the operator vouches for another's word. */
export interface TargetRules {
  /**
   * The event without what could be about a person. A correction is looked at as what it takes back; where that is not here, one that
   * somebody signed as the worst it could be.
   */
  spared(event: SeenEvent, signer: string | undefined): Spared<SeenEvent>
  /** A record is confirmed by its author, or by the operator in the author's name (docs/spec/07-streams.md#keys). */
  strangersWord(event: Event, signer: string | undefined): Finding[]
  /**
   * A correction takes a record back as a whole. Where it does not name all the histories that the record stands in, whoever reads only one of
   * the others would never see that it was taken back (docs/spec/07-streams.md#routing).
   */
  incomplete(event: Event): Finding[]
}

type EventOf = (hex: string) => FoundEvent | undefined

export function targetRules(eventOf: EventOf): TargetRules {
  return {
    spared(event, signer) {
      const { target } = event.detail
      if (event.type !== 'correct' || target === undefined) return sparePersons(event)
      const taken = eventOf(toHex(target))
      return sparePersons(event, taken === undefined ? signer !== undefined : isAtCounter(taken.event))
    },
    strangersWord(event, signer) {
      const { reason, target } = event.detail
      if (event.type !== 'observe' || reason !== REATTEST || target === undefined) return []
      const said = eventOf(toHex(target))
      if (said === undefined) return []
      const actor = signer ?? partyIn(event)
      const author = said.signer ?? partyIn(said.event)
      if (actor === author) return []
      return [refusal('REATTEST_BY_OTHER', { at: said.at, author: author ?? 'nobody', actor: actor ?? 'nobody' })]
    },
    incomplete(event) {
      const { target } = event.detail
      if (event.type !== 'correct' || target === undefined) return []
      const taken = eventOf(toHex(target))
      if (taken === undefined) return []
      const named = historiesOf(event)
      const missing = [...historiesOf(taken.event)].filter((one) => !named.has(one) && !namesPack(event, one))
      const [first] = missing
      return first === undefined ? [] : [refusal('CORRECTION_INCOMPLETE', { at: taken.at, missing: first }, missing)]
    },
  }
}

/** A pack may have been named before its batch was known, and with it now. */
function namesPack({ subjects }: Event, id: string): boolean {
  return subjects.some(
    (subject) => subject.kind === 'packs' && subject.serials.some((serial) => `${subject.product}/${serial}` === id),
  )
}

/** What an event is about, by the histories it stands in; a pack whose batch is not known has one of its own. */
function historiesOf({ subjects }: Event): ReadonlySet<string> {
  const found = new Set<string>()
  for (const subject of subjects) {
    switch (subject.kind) {
      case 'packs':
      case 'batch':
      case 'manifest':
      case 'close':
        found.add(`${subject.product}/${subject.lot}`)
        break
      case 'unplaced':
        found.add(`${subject.product}/${subject.serial}`)
        break
      case 'container':
        found.add(subject.container)
        break
      default:
    }
  }
  return found
}

function partyIn({ who }: Event): string | undefined {
  return who?.agent === undefined ? undefined : partyOf(who.agent as PartyId)
}
