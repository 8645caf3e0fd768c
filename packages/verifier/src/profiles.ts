/** Market profiles: those the auditor accepts, and those that the ledger set for the batch and its parties. */
import { acceptedRules, PROFILES, profileSubject, type Rules } from '@packtrail/custody'
import type { SeenEvent } from '@packtrail/protocol'
import { clean } from './label.ts'
import type { Policy } from './policy.ts'
import type { Batch } from './proven.ts'

/** A profile that the ledger set, and what it was judged by. */
export interface ProfileInForce {
  /** `PRODUCT/LOT`, or a party. */
  readonly of: string
  readonly name: string
  /** Log position: it holds for what stands above it. */
  readonly since: number
  /** The profile that the auditor's program judged by instead; equal to `name` where it knows and accepts that. */
  readonly judgedBy: string
}

/** The auditor's own choice goes before what he was given. */
export function rulesOfPolicy({ profiles }: Policy, given: Rules): Rules {
  return profiles.length === 0 ? given : acceptedRules(profiles)
}

export function isProfile(name: string): boolean {
  return Object.hasOwn(PROFILES, name)
}

/** What a `policy` event sets for this batch or for one of the parties on record. */
export function profilesIn(
  event: SeenEvent,
  since: number,
  batch: Batch,
  isParty: (actor: string) => boolean,
  rules: Rules,
): ProfileInForce[] {
  if (event.type !== 'policy') return []
  return event.subjects.flatMap((subject) => {
    const of = subject.kind === 'policy' ? profileSubject(subject.key) : undefined
    if (subject.kind !== 'policy' || of === undefined) return []
    const concerns = 'party' in of ? isParty(of.party) : of.product === batch.product && of.lot === batch.lot
    if (!concerns) return []
    const known = rules.profiles !== undefined && Object.hasOwn(rules.profiles, subject.value)
    const name = clean(subject.value)
    const judgedBy = known ? name : rules.name
    return [{ of: 'party' in of ? of.party : `${of.product}/${of.lot}`, name, since, judgedBy }]
  })
}
