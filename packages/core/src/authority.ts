/** Who may say what: keys, scopes, and acts that are the operator's alone. */
import { type PartyId, partyOf } from '@packtrail/codes'
import {
  type Event,
  type EventType,
  equalBytes,
  type Finding,
  keyIdOf,
  keyProofMessage,
  toHex,
} from '@packtrail/protocol'
import type { Config } from './head.ts'
import { sha256, verifyOne } from './node-crypto.ts'
import { refusal } from './refusal.ts'
import { productsOf } from './subjects.ts'
import type { Tables } from './tables.ts'

/** Acts of the operator itself, or, for the end of a key, also of its holder. */
const OPERATOR_TYPES: ReadonlySet<EventType> = new Set(['party', 'product', 'key', 'policy'])
const KEY_END_TYPES: ReadonlySet<EventType> = new Set(['retire', 'revoke'])
/** Never anybody's own claim: the ledger makes them. */
const MADE_TYPES: ReadonlySet<EventType> = new Set(['genesis', 'attempt'])
/** In the name of a party that has a key nobody else may say these (P4). */
const SIGNED_TYPES: ReadonlySet<EventType> = new Set(['commission', 'adopt', 'close', 'recall', 'dispense'])
/** Acts a key may be limited in by product. */
const SCOPED_TYPES: ReadonlySet<EventType> = new Set(['commission', 'adopt', 'close', 'recall'])

/** Whether the operator records this in its own name rather than vouch for another's word. */
export function isOwnAct(event: Pick<Event, 'type' | 'who'>, operator: string): boolean {
  if (OPERATOR_TYPES.has(event.type) || KEY_END_TYPES.has(event.type)) return true
  return event.who?.agent !== undefined && partyOf(event.who.agent as PartyId) === operator
}

export interface Author {
  /** `undefined` when the operator attests. */
  readonly signer: string | undefined
  /** Hex id of the key that signed: a claim of the same submission may have ended it. Absent = the ledger's own. */
  readonly keyId?: string
  /** Products the signing key is limited to. */
  readonly products?: readonly string[]
}

type LedgerNames = Pick<Config, 'ledgerId' | 'operator' | 'publicKey'>

/** Why this author may not say this; empty when it may. */
export function forbiddenBy(
  tables: Pick<Tables, 'keys' | 'parties'>,
  config: LedgerNames,
  event: Event,
  author: Author,
): Finding[] {
  const { type } = event
  if (MADE_TYPES.has(type)) return [refusal('NOT_AN_ACT', { type })]
  const agent = event.who?.agent === undefined ? undefined : partyOf(event.who.agent as PartyId)
  if (author.signer === undefined) {
    const signs = SIGNED_TYPES.has(type) && agent !== undefined && signsForItself(tables, agent)
    return signs ? [refusal('ATTESTED_FOR_SIGNER', { actor: agent, type })] : []
  }
  const found: Finding[] = []
  const { signer } = author
  const ended = author.keyId === undefined ? undefined : tables.keys.get(author.keyId)?.ended
  // A key is good for entries below the one that ends it (docs/spec/07-streams.md#keys).
  if (ended !== undefined) found.push(refusal('KEY_ENDED', { actor: signer, at: ended }))
  if (agent !== undefined && agent !== signer) found.push(refusal('AGENT_NOT_SIGNER', { agent, signer }))
  if (OPERATOR_TYPES.has(type) && signer !== config.operator) found.push(refusal('OPERATOR_ONLY', { type }))
  if (author.products !== undefined && SCOPED_TYPES.has(type)) {
    for (const product of productsOf(event)) {
      if (!author.products.includes(product)) found.push(refusal('KEY_OUT_OF_SCOPE', { signer, product }))
    }
  }
  if (type === 'key' || KEY_END_TYPES.has(type)) found.push(...againstKeys(tables, config, event, signer))
  return found
}

/** Keys that may not be added or ended so. */
function againstKeys(
  tables: Pick<Tables, 'keys'>,
  config: LedgerNames,
  { type, subjects }: Event,
  signer: string,
): Finding[] {
  const found: Finding[] = []
  const added = new Set<string>()
  for (const subject of subjects) {
    if (subject.kind !== 'key' && subject.kind !== 'keyEnd') continue
    const id = toHex(subject.kind === 'key' ? keyIdOf(sha256, subject.publicKey) : subject.keyId)
    const known = tables.keys.get(id)
    if (subject.kind === 'key') {
      const message = keyProofMessage(config.ledgerId, subject.actor, subject.publicKey)
      if (known !== undefined || added.has(id))
        found.push(refusal('KEY_EXISTS', { actor: known?.actor ?? subject.actor }))
      added.add(id)
      if (!verifyOne({ publicKey: subject.publicKey, message, signature: subject.proof })) {
        found.push(refusal('KEY_PROOF_WRONG', { actor: subject.actor }))
      }
      continue
    }
    if (known === undefined || known.actor !== subject.actor) {
      found.push(refusal('KEY_UNKNOWN', { actor: subject.actor }))
    } else if (equalBytes(known.publicKey, config.publicKey)) found.push(refusal('KEY_OF_LEDGER'))
    else if (known.ended !== undefined && !(type === 'revoke' && known.how === 'retire')) {
      found.push(refusal('KEY_ENDED', { actor: known.actor, at: known.ended }))
    }
    if (signer !== config.operator && signer !== subject.actor) found.push(refusal('OPERATOR_ONLY', { type }))
  }
  return found
}

/** From its first key on, also when the operator has ended its keys: until it ends the last one itself. */
export function signsForItself({ parties }: Pick<Tables, 'parties'>, actor: string): boolean {
  const row = parties.get(actor)
  return row !== undefined && row.keys.length > 0 && row.left !== true
}
