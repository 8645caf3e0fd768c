/** One claim: is it new, may its author say it, do the rules allow it; then append it, or record the attempt. */
import type { Event, Finding, SeenEvent, Spared } from '@packtrail/protocol'
import { makeAgain } from './again.ts'
import { attemptOf } from './attempt.ts'
import { forbiddenBy } from './authority.ts'
import { listAct } from './batch-acts.ts'
import { pointOf } from './batch-book.ts'
import { type HashText, hashOfText } from './claim-hash.ts'
import { type ClaimIn, claimOf, hexOf, textUnderMac } from './claim-in.ts'
import { type FoundEvent, findEvent } from './claim-target.ts'
import { eventTime, type Mode, type Rules, refusing, type StepInput, step } from './custody.ts'
import type { Group, SubmissionRef } from './group.ts'
import { type ClaimName, namedClaim, textOfClaim } from './hash-thread.ts'
import { introducer } from './introduce.ts'
import { applyKeys } from './key-rows.ts'
import { lateGoods } from './late.ts'
import { newSince } from './new-findings.ts'
import { packId } from './pack-id.ts'
import { placeElsewhere } from './places.ts'
import { foldAgain } from './refold.ts'
import { refusal } from './refusal.ts'
import { knownSerials, register, repeatedIn } from './register.ts'
import { remember } from './remember.ts'
import { manifestSubject } from './subjects.ts'
import { targetRules } from './target-rules.ts'
import { findTwin } from './twin.ts'
import { memberOf, txWorld } from './tx-world.ts'
import type { Writer } from './writer.ts'

/** Where a claim comes from. */
export interface Source {
  readonly mode: Mode
  /** The party whose key signs it; `undefined` when the operator attests it. */
  readonly signer: string | undefined
  readonly submission: SubmissionRef
  /** Its place in a submission from outside; the operator's own claims are numbered as they come. */
  readonly index?: number
  /** Hex id of the signing key; absent = the ledger's own. */
  readonly keyId?: string
  /** Products the signing key is limited to. */
  readonly products?: readonly string[]
}

export interface Judged {
  readonly outcome: 'appended' | 'duplicate' | 'refused'
  /** Log position of the claim's first entry, of its twin's, or of the attempt's. */
  readonly g: number | undefined
  /** Log position of the recorded attempt. */
  readonly attempt?: number
  readonly claim: ClaimName
  readonly findings: readonly Finding[]
}

export interface Judge {
  (group: Group, claim: ClaimIn, source: Source): Judged
  /** Append again what was judged before, for who derives the ledger's rows anew from its log. */
  readonly replay: (group: Group, claim: ClaimIn, source: Source) => Judged
  /** Fold again what waits for it; to be called when the claims of a group are judged. */
  readonly settle: () => void
}

const NOBODY: readonly string[] = []

export function makeJudge(writer: Writer, rules: Rules): Judge {
  const { tables, counts, config } = writer
  const { secret } = config
  const find = (hex: string): FoundEvent | undefined => findEvent(writer, hex)
  const world = txWorld(tables, counts, find)
  const again = makeAgain(writer, rules)

  const attest = (group: Group, event: Event): void => {
    append(group, claimOf(secret, event, writer.random(16)), vouched(group))
  }
  const vouched = (group: Group): Source => ({ mode: 'observe', signer: undefined, submission: group.attested })
  const introduce = introducer(writer, attest)

  /** Judge by the custody rules and append if they do not forbid it. */
  const append = (group: Group, claim: ClaimIn, source: Source): Judged => {
    const { event } = claim
    const at = group.next
    const known = claim.manifest === undefined ? NOBODY : [...knownSerials(tables, claim)]
    const input = stepInput(group, claim, source, known)
    world.begin(event, pointOf(input))
    const first = step(world, input, rules)
    const time = eventTime(event, group.recorded)
    const late = lateGoods(tables, event, time)
    const refold = late.length === 0 ? undefined : foldAgain(writer, rules, late, input)
    const findings =
      refold === undefined ? first.findings : newFindings(refold.findings, late, event.type, at, source.mode)
    const against = refusing(findings, source.mode)
    if (against.length > 0) return refuse(group, claim, source, findings, against)
    world.commit(refold === undefined)
    if (refold !== undefined) again.put(refold.states)
    group.open(claim, source.submission, source.index ?? source.submission.claims.length)
    if (source.index === undefined) source.submission.claims.push(claim.name)
    again.noteLate(event, time)
    remember(tables, claim, at, time)
    if (claim.manifest !== undefined) register(writer, group, claim, at, time, known)
    placeElsewhere(writer, group, claim, source.submission, at)
    applyKeys(tables, event, at, source.signer)
    listAct(tables, event, at, time)
    again.noteChanges(claim, at, time)
    for (const serial of known) again.add(`${manifestSubject(event)?.product}/${serial}`)
    return { outcome: 'appended', g: at, claim: claim.name, findings }
  }

  const stepInput = (group: Group, claim: ClaimIn, { signer, mode }: Source, known: readonly string[]): StepInput => {
    const notBefore = mode === 'live' ? group.recorded : undefined
    const input = new Stepped(claim, group.next, group.recorded, signer, notBefore)
    return claim.manifest === undefined ? input : Object.assign(input, repeatedIn(tables, claim, known))
  }

  /** Findings that the record brings, wherever they show: not those that were there before it. */
  const newFindings = (
    after: readonly Finding[],
    late: readonly string[],
    type: Event['type'],
    at: number,
    mode: Mode,
  ): readonly Finding[] => {
    const own = after.filter(({ evidence }) => evidence[0] === at)
    // A correction is answered for itself, whenever it comes.
    if (type === 'correct' || refusing(after, mode).length === refusing(own, mode).length) return own
    return newSince(foldAgain(writer, rules, late).findings, after)
  }
  const { spared, strangersWord, incomplete } = targetRules(find)
  /** A signed claim cannot be mended, and its attempt repeats nothing of it. */
  const refusePersonal = (
    group: Group,
    claim: ClaimIn,
    source: Source,
    { act, dropped }: Spared<SeenEvent>,
  ): Judged => {
    const { type } = claim.event
    const against = [refusal('PERSONAL_DATA', { type, fields: [...new Set(dropped)].join(', ') })]
    return refuse(group, { ...claim, event: act }, source, against, against)
  }

  /** Change nothing, and keep the evidence. */
  const refuse = (
    group: Group,
    claim: ClaimIn,
    source: Source,
    findings: readonly Finding[],
    against: readonly Finding[],
  ): Judged => {
    // Nobody holds the seed of a claim that the operator cut itself; one made from its MAC lets a second try find its twin.
    const target = source.signer === undefined ? textUnderMac(claim) : textOfClaim(claim.name)
    const attempt = recordAttempt(group, claim, source, against, target)
    const place = attempt === undefined ? {} : { attempt }
    return { outcome: 'refused', g: attempt, ...place, claim: namedClaim(target), findings }
  }

  /** The attempt of a refused claim; a second try of the same gets the first one's, unless a signature counts on its own. */
  const recordAttempt = (
    group: Group,
    claim: ClaimIn,
    source: Source,
    against: readonly Finding[],
    target: HashText,
  ): number | undefined => {
    const attempt = attemptOf({
      event: claim.event,
      against,
      target: hashOfText(target),
      signed: source.index !== undefined,
      lotOf: (product, serial) => memberOf(tables, tables.items.get(packId(product, serial)))?.lot,
    })
    if (attempt === undefined) return undefined
    introduce(group, attempt)
    const record = claimOf(secret, attempt, writer.random(16))
    const before = source.index === undefined ? findTwin(writer, record) : undefined
    return before ?? append(group, record, vouched(group)).g
  }
  const duplicate = (group: Group, claim: ClaimIn, source: Source, twin: number): Judged => {
    const same = { outcome: 'duplicate', g: twin, claim: namedClaim(writer.entryAt(twin).claim), findings: [] } as const
    if (source.index === undefined) return same
    // Its author counted it in what was signed, so the log must say where it went.
    const attempt = recordAttempt(group, claim, source, [refusal('DUPLICATE', { at: twin })], textOfClaim(claim.name))
    return attempt === undefined ? same : { ...same, attempt }
  }

  const judge = (group: Group, claim: ClaimIn, source: Source): Judged => {
    const twin = findTwin(writer, claim)
    if (twin !== undefined) return duplicate(group, claim, source, twin)
    const plain = spared(claim.event, source.signer)
    if (plain.dropped.length > 0) return refusePersonal(group, claim, source, plain)
    const forbidden = [
      ...forbiddenBy(tables, config, claim.event, source),
      ...strangersWord(claim.event, source.signer),
      ...incomplete(claim.event),
    ]
    if (forbidden.length > 0) return refuse(group, claim, source, forbidden, forbidden)
    introduce(group, claim.event)
    return append(group, claim, source)
  }
  return Object.assign(judge, { replay: append, settle: again.settle })
}

/** What the step is told; the hash, which it does not ask for, may still be on its way. */
class Stepped {
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
  declare readonly signer?: string
  readonly name: ClaimName
  readonly notBefore: number | undefined
  constructor(
    { event, name }: ClaimIn,
    at: number,
    recorded: number,
    signer: string | undefined,
    notBefore: number | undefined,
  ) {
    this.event = event
    this.at = at
    this.recorded = recorded
    this.name = name
    this.notBefore = notBefore
    if (signer !== undefined) this.signer = signer
  }
  get claim(): string {
    return hexOf(textOfClaim(this.name))
  }
}
