/**
 * Market profiles: which limits and duties hold for a batch or party, as `policy` claims set them in the ledger (docs/spec/07-streams.md#policy).
 * The ledger and the verifier read them from the same records, so both judge by the same rules.
 */
import { isProduct, parseBatchId, parsePartyId } from '@packtrail/codes'
import type { Act } from './act.ts'
import { BASE, type Rules } from './rules.ts'
import type { BatchState, PartyState } from './state.ts'

/** A key of the policy stream with this beginning names a party or batch; its value is a profile. */
export const PROFILE_KEY = 'profile:'

/** From which log position on a profile is in force. */
export interface ProfileSetting {
  readonly at: number
  readonly name: string
}

/** What this program knows, by name. A name is never given another meaning: rules that change get a new number. */
export const PROFILES: Readonly<Record<string, Rules>> = Object.fromEntries(
  [
    BASE,
    // Verified at both ends: nobody reports what happens between upload and dispense (Regulation (EU) 2016/161).
    { ...BASE, name: 'eu/1', unreported: ['ship', 'receive'] as const },
    // Every change of ownership is reported; the chain ends with the receipt of who dispenses (21 U.S.C. 360eee-1).
    { ...BASE, name: 'us/1' },
    // Every movement is reported to the platform; 直调 goes straight to the buyer's customer.
    { ...BASE, name: 'cn/1' },
    // For those who agreed to report each step: what is missing is found.
    { ...BASE, name: 'strict/1', required: ['ship', 'receive'] as const },
  ].map((rules) => [rules.name, rules]),
)

/** What holds where nothing is set: `default/1`, and the profiles by which a setting is understood. */
export const defaultRules: Rules = { ...BASE, profiles: PROFILES }

/**
 * Rules of a reader who accepts these profiles and no others: for whatever else is in force the first of them stands. None named =
 * those of the ledger.
 */
export function acceptedRules(names: readonly string[]): Rules {
  const known = names.flatMap((name) => (Object.hasOwn(PROFILES, name) ? [PROFILES[name] as Rules] : []))
  const [first] = known
  return first === undefined
    ? defaultRules
    : { ...first, profiles: Object.fromEntries(known.map((rules) => [rules.name, rules])) }
}

/** Whom or what a setting is about. */
export type ProfileSubject = { readonly party: string } | { readonly product: string; readonly lot: string }

/** `undefined` where the key is no setting of a profile. */
export function profileSubject(key: string): ProfileSubject | undefined {
  if (!key.startsWith(PROFILE_KEY)) return undefined
  const name = key.slice(PROFILE_KEY.length)
  const party = parsePartyId(name)
  if (party.ok) return party.value === name ? { party: name } : undefined
  const slash = name.indexOf('/')
  const batch = parseBatchId(name)
  if (!batch.ok || batch.value !== name || !isProduct(name.slice(0, slash))) return undefined
  return { product: name.slice(0, slash), lot: name.slice(slash + 1) }
}

/** The newest setting below a log position. */
export function profileAt(settings: readonly ProfileSetting[] | undefined, at: number): string | undefined {
  return settings?.findLast((setting) => setting.at < at)?.name
}

/** The rules that a profile's name stands for with this reader; `undefined` where none is set. */
export function rulesNamed(book: Rules, name: string | undefined): Rules | undefined {
  if (name === undefined) return undefined
  return book.profiles !== undefined && Object.hasOwn(book.profiles, name) ? book.profiles[name] : book
}

/** Rules of what is done to a pack of this batch: the batch's, else those of who does it. */
export function rulesOf(act: Act, batch: BatchState | undefined): Rules {
  if (batch?.profiles === undefined) return act.rules
  return rulesNamed(act.book, profileAt(batch.profiles, act.at)) ?? act.rules
}

/** Rules of what this party does; `undefined` where nothing is set for it. */
export function rulesOfParty(book: Rules, party: PartyState | undefined, at: number): Rules | undefined {
  return party?.profiles === undefined ? undefined : rulesNamed(book, profileAt(party.profiles, at))
}

/**
 * Whether this step is one that nobody had to report: by the rules of the batch, else of who acts now or of who ought to have
 * reported it.
 */
export function isUnreported(
  act: Act,
  batch: BatchState | undefined,
  step: 'ship' | 'receive',
  by: string | undefined,
): boolean {
  const ofBatch = batch?.profiles && rulesNamed(act.book, profileAt(batch.profiles, act.at))
  if (ofBatch !== undefined) return ofBatch.unreported?.includes(step) === true
  if (act.rules.unreported?.includes(step) === true) return true
  const other = by === undefined ? undefined : rulesOfParty(act.book, act.world.party(by), act.at)
  return other?.unreported?.includes(step) === true
}

/** Goods go on that were sent to this party, which did not report that they arrived. */
export function requireReceipt(act: Act, id: string, batch: BatchState | undefined, party: string, at: number): void {
  if (rulesOf(act, batch).required?.includes('receive') !== true) return
  act.find('RECEIPT_NOT_REPORTED', id, [at], { party, act: act.event.type })
}
