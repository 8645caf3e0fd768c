/** Whether the signer of a claim may say it, and what the claim does to the key ring (docs/spec/07-streams.md). */
import { REATTEST } from '@packtrail/custody'
import { type Hash, type KeySubject, keyProofMessage, type SeenEvent, toHex } from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { EventStore } from './event-store.ts'
import type { Findings } from './findings.ts'
import type { KeyRing, RingKey } from './key-ring.ts'
import { clean } from './label.ts'
import type { OpenSubmission } from './open-submission.ts'
import type { Policy } from './policy.ts'
import type { SignatureQueue } from './signatures.ts'

/** Acts that an actor with a key does itself or not at all. */
const OWN_ACTS: ReadonlySet<string> = new Set(['commission', 'adopt', 'close', 'recall', 'dispense'])
/** Acts that the scope of a key limits. */
const SCOPED: ReadonlySet<string> = new Set(['commission', 'close', 'recall'])
/** Acts of the operator: about the ledger itself, and its word that it refused something. */
const OPERATOR_ACTS: ReadonlySet<string> = new Set(['party', 'product', 'key', 'policy', 'attempt'])
/** Not about goods: nobody vouches for another there. */
const NOT_BUSINESS: ReadonlySet<string> = new Set([...OPERATOR_ACTS, 'retire', 'revoke', 'genesis'])

/** Log positions named as evidence of one finding. */
const MAX_EVIDENCE = 100

export interface AuthorityContext {
  readonly findings: Findings
  readonly policy: Policy
  /** Who may commission a product, by each policy that was given: they hold for all bundles. */
  readonly pins: readonly Policy['manufacturers'][]
  readonly keys: KeyRing
  readonly signatures: SignatureQueue
  readonly ledgerId: Hash
  readonly operator: string
}

/** A later word for a claim of a key that was stolen (docs/spec/07-streams.md#keys). */
export interface Confirmation {
  readonly at: number
  /** Whose claim it says it is. */
  readonly actor: string
  /** Key that signed it; 0 where another vouches for it. */
  readonly key: number
}

export interface Authority {
  /** Claims that others vouch for: authorship is not proven. */
  readonly attested: number
  /** Claims whose author is withheld: whose word they are, and whether he may say it, cannot be judged (docs/spec/13-bundle.md#checks). */
  readonly authorWithheld: number
  /** Who confirms the claim with this hash (hex), which a stolen key signed. */
  readonly confirmations: ReadonlyMap<string, readonly Confirmation[]>
  /** Log positions and keys of signed claims are judged; the ring is moved on. */
  judge(event: SeenEvent, at: number, placedLater: boolean, submission: OpenSubmission): Promise<void> | undefined
}

export function authority(context: AuthorityContext): Authority {
  const { findings, policy, keys, ledgerId } = context
  let attested = 0
  let authorWithheld = 0
  /** Actors for whom others spoke after their keys were ended for them. */
  const taken = new Set<string>()
  const confirmations = new Map<string, Confirmation[]>()

  const judgeKey = (at: number, placedLater: boolean, { key }: OpenSubmission): void => {
    const ended = key?.ended
    if (key === undefined) findings.add('KEY_UNKNOWN', { params: { g: at }, evidence: [at] })
    // A claim that is shown by its `place` entry alone stands in the log at an earlier, unknown position.
    if (key === undefined || ended === undefined || placedLater || ended.at >= at) return
    const code = ended.kind === 'retire' ? 'KEY_RETIRED' : 'KEY_REVOKED'
    findings.add(code, { params: { g: at, actor: clean(key.actor) }, evidence: [at, ended.at] })
  }

  const judgeAttested = (event: SeenEvent, at: number, actor: string): void => {
    const { type, who } = event
    if (NOT_BUSINESS.has(type)) return
    attested++
    const allowed = policy.attesters ?? [context.operator]
    if (!allowed.includes(actor)) {
      findings.add('ATTESTER_UNKNOWN', { params: { g: at, actor: clean(actor) }, evidence: [at] })
    }
    const agent = who?.agent
    const signs = agent === undefined ? undefined : keys.signs(agent)
    if (agent === undefined || signs === undefined) return
    if (OWN_ACTS.has(type)) {
      findings.add('ATTESTED_FOR_SIGNER', { params: { g: at, type, agent: clean(agent) }, evidence: [at] })
    } else if (signs === 'taken' && !taken.has(agent)) {
      taken.add(agent)
      findings.add('KEY_TAKEN', { params: { g: at, type, actor: clean(agent) }, evidence: [at] })
    }
  }

  const judgeSigned = (event: SeenEvent, at: number, submission: OpenSubmission): void => {
    const { key } = submission
    if (key === undefined) return
    const agent = event.who?.agent
    // An attempt repeats the who of the act that the operator refused.
    if (event.type !== 'attempt' && agent !== undefined && agent !== key.actor) {
      const params = { g: at, agent: clean(agent), actor: clean(key.actor) }
      findings.add('SIGNER_MISMATCH', { params, evidence: [at] })
    }
    if (!SCOPED.has(event.type) || key.products === undefined) return
    const { products } = key
    const outside = event.subjects.some((subject) => 'product' in subject && !products.includes(subject.product))
    if (outside) findings.add('KEY_SCOPE', { params: { g: at, actor: clean(key.actor) }, evidence: [at] })
  }

  const judgeManufacturer = (event: SeenEvent, at: number, submission: OpenSubmission): void => {
    if (event.type !== 'commission') return
    for (const subject of event.subjects) {
      if (subject.kind !== 'manifest') continue
      const { product } = subject
      const named = context.pins.flatMap((pins) => (Object.hasOwn(pins, product) ? [pins[product] ?? []] : []))
      const agent = event.who?.agent ?? submission.key?.actor
      if (named.every((list) => agent !== undefined && list.includes(agent))) continue
      const params = { g: at, agent: agent === undefined ? 'nobody' : clean(agent), product: subject.product }
      findings.add('MANUFACTURER_MISMATCH', { params, evidence: [at] })
    }
  }

  const noteConfirmation = (event: SeenEvent, at: number, { attests, key }: OpenSubmission): void => {
    const { reason, target } = event.detail
    if (event.type !== 'observe' || reason !== REATTEST || target === undefined || key === undefined) return
    const vouched = attests && (policy.attesters ?? [context.operator]).includes(key.actor)
    const actor = attests ? event.who?.agent : key.actor
    if (actor === undefined || (attests && !vouched)) return
    const name = toHex(target)
    confirmations.set(name, [...(confirmations.get(name) ?? []), { at, actor, key: attests ? 0 : key.number }])
  }

  const addKey = (subject: KeySubject, at: number): Promise<void> | undefined => {
    const { actor } = subject
    const params = { g: at, actor: clean(actor) }
    const key = keys.add({ ...subject, actor }, at)
    if (key === undefined) findings.add('KEY_REPEATED', { params, evidence: [at] })
    const message = keyProofMessage(ledgerId, subject.actor, subject.publicKey)
    const check = { publicKey: copyOf(subject.publicKey), message, signature: copyOf(subject.proof) }
    return context.signatures.push(check, () => findings.add('KEY_PROOF', { params, evidence: [at] }))
  }

  const endKeys = (event: SeenEvent, at: number, signer: string | undefined): void => {
    for (const subject of event.subjects) {
      if (subject.kind !== 'keyEnd') continue
      const { actor } = subject
      const kind = event.type === 'revoke' ? 'revoke' : 'retire'
      const may = signer === actor || signer === context.operator
      const key = keys.end(actor, subject.keyId, kind, at, subject.compromisedSince, signer === actor)
      if (!may || key === undefined) findings.add('KEY_END', { params: { g: at, actor: clean(actor) }, evidence: [at] })
    }
  }

  return {
    confirmations,
    get attested() {
      return attested
    },
    get authorWithheld() {
      return authorWithheld
    },
    judge(event, at, placedLater, submission) {
      const signer = submission.key?.actor
      judgeKey(at, placedLater, submission)
      if (event.withheld.includes('who')) authorWithheld++
      if (submission.attests) judgeAttested(event, at, signer ?? '')
      else judgeSigned(event, at, submission)
      judgeManufacturer(event, at, submission)
      noteConfirmation(event, at, submission)
      if (OPERATOR_ACTS.has(event.type) && signer !== context.operator) {
        findings.add('AUTHORITY_SIGNER', { params: { g: at }, evidence: [at] })
      }
      endKeys(event, at, signer)
      let wait: Promise<void> | undefined
      for (const subject of event.subjects) if (subject.kind === 'key') wait = addKey(subject, at) ?? wait
      return wait
    },
  }
}

/** Claims by keys that were revoked as stolen, from when they may have been stolen on, and what became of them. */
export interface Suspects {
  /** Still suspect. */
  readonly count: number
  /** Confirmed by another key of their author. */
  readonly confirmed: number
}

export function suspects(
  keys: KeyRing,
  { size, signer, at: atOf, claim }: Pick<EventStore, 'size' | 'signer' | 'at' | 'claim'>,
  confirmations: Authority['confirmations'],
  findings: Findings,
): Suspects {
  const stolen = keys.all().filter(({ ended }) => ended?.since !== undefined)
  if (stolen.length === 0) return { count: 0, confirmed: 0 }
  const found = new Map<number, { count: number; readonly evidence: number[] }>()
  let confirmed = 0
  let count = 0
  for (let row = 0; row < size; row++) {
    const key = keys.byNumber(signer(row))
    const at = atOf(row)
    if (key === undefined || !isSuspect(key, at)) continue
    const words = (confirmations.get(toHex(claim(row))) ?? []).filter((word) => isGood(keys, key, word))
    // Where another vouches for it, it is counted with what is vouched for.
    if (words.some((word) => word.key > 0)) confirmed++
    if (words.length > 0) continue
    count++
    const known = found.get(key.number) ?? { count: 0, evidence: [] }
    known.count++
    if (known.evidence.length < MAX_EVIDENCE) known.evidence.push(at)
    found.set(key.number, known)
  }
  for (const [number, { count: signed, evidence }] of found) {
    const params = { actor: clean(keys.byNumber(number)?.actor ?? ''), count: signed }
    findings.add('KEY_SUSPECT', { params, evidence })
  }
  return { count, confirmed }
}

function isSuspect({ ended }: RingKey, at: number): boolean {
  return ended?.since !== undefined && at >= ended.since && at < ended.at
}

/** The same party, by another key that nobody doubts; or somebody who may vouch for it. */
function isGood(keys: KeyRing, stolen: RingKey, { actor, key, at }: Confirmation): boolean {
  if (actor !== stolen.actor || key === stolen.number) return false
  const own = key === 0 ? undefined : keys.byNumber(key)
  return key === 0 || (own !== undefined && !isSuspect(own, at))
}
