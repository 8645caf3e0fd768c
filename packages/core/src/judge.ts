/** One claim: is it new, may its author say it, do the rules allow it; then append it, or record the attempt. */
import { type Event, type Finding, fromHex, type SeenEvent, type Spared, toHex } from '@packtrail/protocol'
import { attemptOf } from './attempt.ts'
import { forbiddenBy } from './authority.ts'
import { listAct, packsHangingOn } from './batch-acts.ts'
import { pointOf } from './batch-book.ts'
import { type HashText, hashOfText } from './claim-hash.ts'
import { type ClaimIn, claimOf, hexOf, textUnderMac } from './claim-in.ts'
import { eventTime, type ItemState, type Mode, type Rules, refusing, type StepInput, step } from './custody.ts'
import type { Group, SubmissionRef } from './group.ts'
import { type ClaimName, namedClaim, textOfClaim } from './hash-thread.ts'
import { introducer } from './introduce.ts'
import { withLatest } from './item-rows.ts'
import { applyKeys } from './key-rows.ts'
import { isFolded, lateGoods } from './late.ts'
import { packId } from './pack-id.ts'
import { placeElsewhere } from './places.ts'
import { foldAgain, foldWholeAgain } from './refold.ts'
import { refusal } from './refusal.ts'
import { knownSerials, register, repeatedIn } from './register.ts'
import { allLines, remember } from './remember.ts'
import { forEachItem, manifestSubject, wholeId } from './subjects.ts'
import { targetRules } from './target-rules.ts'
import { findTwin } from './twin.ts'
import { isPack, memberOf, putItems, putWholes, txWorld } from './tx-world.ts'
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

/** By these an older record can make a batch or product another one for packs that were judged already. */
const CHANGES_BATCH: ReadonlySet<string> = new Set(['commission', 'adopt', 'recall', 'correct'])

export function makeJudge(writer: Writer, rules: Rules): Judge {
  const { tables, counts, config } = writer
  const { secret } = config
  const world = txWorld(tables, counts, (event, hex) => eventOf(event, hex))

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
    if (refold !== undefined) putStates(refold.states)
    group.open(claim, source.submission, source.index ?? source.submission.claims.length)
    if (source.index === undefined) source.submission.claims.push(claim.name)
    if (isFolded(event.type)) eachWhole(event, (id) => (tables.items.get(id)?.latest ?? time) > time && wholes.add(id))
    remember(tables, claim, at, time)
    if (claim.manifest !== undefined) register(writer, group, claim, at, time, known)
    placeElsewhere(writer, group, claim, source.submission, at)
    applyKeys(tables, event, at, source.signer)
    listAct(tables, event, at, time)
    takeBack(event)
    changeEarlier(event, at, time)
    // What was said first may be no other by a record that comes late; a correction makes it so.
    if (event.type === 'correct') settleWholes()
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
    const known = itemsByFinding(foldAgain(writer, rules, late).findings)
    return after.filter((finding) => isNew(finding, known.get(findingKey(finding))))
  }
  const putStates = (states: ReadonlyMap<string, ItemState | undefined>): void => {
    let latest = Number.NEGATIVE_INFINITY
    for (const state of states.values()) latest = Math.max(latest, state?.lastTime ?? latest)
    putItems(tables, counts, states)
    // What was folded together hangs together: a record of a container that is older than any of it is late again.
    for (const id of states.keys()) {
      const row = isPack(id) ? undefined : tables.items.get(id)
      if (row !== undefined) tables.items.put(id, withLatest(row, latest))
    }
  }
  /** Goods of an event that its author takes back are folded without it. */
  const takeBack = (event: Event): void => {
    const { target } = event.detail
    if (event.type !== 'correct' || target === undefined) return
    const found = eventOf(event, toHex(target))
    for (const one of found === undefined ? [event] : [found.event, event]) {
      forEachItem(one, (id) => again.add(id))
      eachWhole(one, (id) => wholes.add(id))
      for (const id of packsHangingOn(writer, wholesOf(one), undefined)) again.add(id)
    }
  }
  /** Packs that were judged later in the fold, by what their batch or product was before this record, are folded again. */
  const changeEarlier = (event: Event, at: number, time: number): void => {
    const { type, detail } = event
    if (!CHANGES_BATCH.has(type) || detail.target !== undefined) return
    const names = wholesOf(event)
    const adds = (name: string): boolean =>
      tables.batches.get(name)?.state?.manifests.some((made) => made.at === at && made.adds !== undefined) === true
    if (manifestSubject(event) !== undefined && !names.some(adds)) return
    for (const id of packsHangingOn(writer, names, time)) again.add(id)
  }
  /** Goods whose registration or correction came after records of theirs: folded again once, when the group is judged. */
  const again = new Set<string>()
  /** Batches and products of which an older record came, or one that takes another back. */
  const wholes = new Set<string>()
  const settleWholes = (): void => {
    if (wholes.size === 0) return
    putWholes(tables, foldWholeAgain(writer, rules, wholes))
    wholes.clear()
  }
  const settle = (): void => {
    settleWholes()
    if (again.size === 0) return
    putStates(foldAgain(writer, rules, [...again]).states)
    again.clear()
  }

  /** The event with this claim hash, among those that named the same goods. */
  const eventOf = (event: Event, hex: string): { at: number; event: Event } | undefined => {
    const wanted = hexText(hex)
    const tried = new Set<number>()
    let found: number | undefined
    const look = (id: string): void => {
      if (found !== undefined || tried.size >= 10_000) return
      for (const { g } of allLines(tables, id)) {
        if (tried.has(g)) continue
        tried.add(g)
        if (writer.entryAt(g).claim === wanted) found = g
      }
    }
    forEachItem(event, look)
    eachWhole(event, look)
    const read = found === undefined ? undefined : writer.eventAt(found)
    return found === undefined || read === undefined ? undefined : { at: found, event: read }
  }

  const { spared, strangersWord } = targetRules(writer, eventOf)
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
    ]
    if (forbidden.length > 0) return refuse(group, claim, source, forbidden, forbidden)
    introduce(group, claim.event)
    return append(group, claim, source)
  }
  return Object.assign(judge, { replay: append, settle })
}

/** Names of the batches and products that an event speaks of as a whole. */
function eachWhole({ subjects }: Event, visit: (id: string) => void): void {
  for (const subject of subjects) {
    const { kind } = subject
    const id =
      kind === 'party' || kind === 'key' || kind === 'keyEnd' || kind === 'policy' ? undefined : wholeId(subject)
    if (id !== undefined) visit(id)
  }
}

/** The same, by the names of their rows. */
function wholesOf(event: Event): string[] {
  const names: string[] = []
  eachWhole(event, (id) => names.push(id.slice(id.indexOf(' ') + 1)))
  return names
}

/** The same finding of the same record. */
function findingKey({ code, evidence }: Finding): string {
  return `${code} ${evidence[0]}`
}

interface KnownItems {
  readonly items: Set<string>
  count: number
}

function itemsByFinding(findings: readonly Finding[]): Map<string, KnownItems> {
  const known = new Map<string, KnownItems>()
  for (const finding of findings) {
    const key = findingKey(finding)
    const of = known.get(key) ?? { items: new Set(), count: 0 }
    known.set(key, of)
    for (const item of finding.items) of.items.add(item)
    of.count += finding.count
  }
  return known
}

/** Whether it concerns goods that it did not concern before; beyond the first hundred they are only counted. */
function isNew({ items, count }: Finding, known: KnownItems | undefined): boolean {
  return known === undefined || count > known.count || items.some((item) => !known.items.has(item))
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

function hexText(hex: string): HashText {
  return Buffer.from(fromHex(hex) ?? new Uint8Array(0)).toString('latin1')
}
