/** Whether the signer of a claim may say it, and what the claim does to the key ring (docs/spec/07-streams.md). */
import { type Hash, type KeySubject, keyProofMessage, type SeenEvent } from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import type { KeyRing } from './key-ring.ts'
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
  readonly keys: KeyRing
  readonly signatures: SignatureQueue
  readonly ledgerId: Hash
  readonly operator: string
}

export interface Authority {
  /** Claims that others vouch for: authorship is not proven. */
  readonly attested: number
  /** Claims whose author is withheld: whose word they are, and whether he may say it, cannot be judged (docs/spec/13-bundle.md#checks). */
  readonly authorWithheld: number
  /** Log positions and keys of signed claims are judged; the ring is moved on. */
  judge(event: SeenEvent, at: number, placedLater: boolean, submission: OpenSubmission): Promise<void> | undefined
}

export function authority(context: AuthorityContext): Authority {
  const { findings, policy, keys, ledgerId } = context
  let attested = 0
  let authorWithheld = 0

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
    if (agent !== undefined && OWN_ACTS.has(type) && keys.signs(agent)) {
      findings.add('ATTESTED_FOR_SIGNER', { params: { g: at, type, agent: clean(agent) }, evidence: [at] })
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
      if (subject.kind !== 'manifest' || !Object.hasOwn(policy.manufacturers, subject.product)) continue
      const agent = event.who?.agent ?? submission.key?.actor
      if (agent !== undefined && policy.manufacturers[subject.product]?.includes(agent) === true) continue
      const params = { g: at, agent: agent === undefined ? 'nobody' : clean(agent), product: subject.product }
      findings.add('MANUFACTURER_MISMATCH', { params, evidence: [at] })
    }
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
      const key = keys.end(actor, subject.keyId, kind, at, subject.compromisedSince)
      if (!may || key === undefined) findings.add('KEY_END', { params: { g: at, actor: clean(actor) }, evidence: [at] })
    }
  }

  return {
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

/** Claims by keys that were revoked as stolen, from when they may have been stolen on. */
export function suspects(
  keys: KeyRing,
  count: number,
  signerOf: (row: number) => number,
  atOf: (row: number) => number,
  findings: Findings,
): void {
  const stolen = keys.all().filter(({ ended }) => ended?.since !== undefined)
  if (stolen.length === 0) return
  const found = new Map<number, { count: number; readonly evidence: number[] }>()
  for (let row = 0; row < count; row++) {
    const key = keys.byNumber(signerOf(row))
    const at = atOf(row)
    if (key?.ended?.since === undefined || at < key.ended.since || at >= key.ended.at) continue
    const known = found.get(key.number) ?? { count: 0, evidence: [] }
    known.count++
    if (known.evidence.length < MAX_EVIDENCE) known.evidence.push(at)
    found.set(key.number, known)
  }
  for (const [number, { count: signed, evidence }] of found) {
    const params = { actor: clean(keys.byNumber(number)?.actor ?? ''), count: signed }
    findings.add('KEY_SUSPECT', { params, evidence })
  }
}
