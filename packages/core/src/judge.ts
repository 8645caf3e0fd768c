/** One claim: is it new, may its author say it, do the rules allow it; then append it, or record the attempt. */
import { type Event, type Finding, fromHex, keyIdOf, type SeenEvent, type Subject, toHex } from '@packtrail/protocol'
import { attemptOf } from './attempt.ts'
import { forbiddenBy } from './authority.ts'
import type { BatchName } from './bundle-plan.ts'
import { type HashText, hashOfText } from './claim-hash.ts'
import { type ClaimIn, claimOf, hexOf, textUnderMac } from './claim-in.ts'
import { eventTime, type ItemState, type Mode, type Rules, refusing, type StepInput, step } from './custody.ts'
import type { Group, SubmissionRef } from './group.ts'
import { type ClaimName, namedClaim, textOfClaim } from './hash-thread.ts'
import { EMPTY_ITEM, type HistoryLine, historyLines, spillLines, withLatest, withLine } from './item-rows.ts'
import { isFolded, lateItems } from './late.ts'
import { addManifest } from './manifest-rows.ts'
import { batchIdOf } from './master-rows.ts'
import { sha256 } from './node-crypto.ts'
import { packId } from './pack-id.ts'
import { foldAgain } from './refold.ts'
import { refusal } from './refusal.ts'
import { forEachItem, forEachParty, manifestSubject, partiesOf, productsOf, wholeId } from './subjects.ts'
import { placeId } from './tables.ts'
import { findTwin } from './twin.ts'
import { isPack, memberOf, putItems, txWorld } from './tx-world.ts'
import { shortMac } from './uncut.ts'
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

/** Slots of a claim in which packs of a batch stand without its name. */
interface SlotsElsewhere {
  readonly name: BatchName
  readonly slots: number
}
const NONE_ELSEWHERE: readonly SlotsElsewhere[] = []

export function makeJudge(writer: Writer, rules: Rules): Judge {
  const { tables, counts, config } = writer
  const { secret } = config
  const world = txWorld(tables, counts, (event, hex) => eventOf(event, hex))

  const attest = (group: Group, event: Event): void => {
    append(group, claimOf(secret, event, writer.random(16)), vouched(group))
  }
  const vouched = (group: Group): Source => ({ mode: 'observe', signer: undefined, submission: group.attested })
  /** Parties and products known to have a stream; only ever added to, and forgotten when there are too many. */
  const introduced = new Set<string>()
  const isIntroduced = (event: Event): boolean => {
    let all = true
    forEachParty(event, (place) => {
      all &&= introduced.has(place)
    })
    for (const subject of event.subjects) if ('product' in subject) all &&= introduced.has(subject.product)
    return all
  }
  /** A stream for every party and product before the first claim that names it. */
  const introduce = (group: Group, event: Event): void => {
    if (isIntroduced(event)) return
    if (introduced.size > 10_000) introduced.clear()
    for (const actor of partiesOf(event)) {
      if (describes(event, 'party', actor)) continue
      if (tables.parties.get(actor)?.state === undefined) attest(group, introductionOf('party', actor))
      if (!writer.rehearsing) introduced.add(actor)
    }
    for (const product of productsOf(event)) {
      if (describes(event, 'product', product)) continue
      if (tables.products.get(product)?.state === undefined) attest(group, introductionOf('product', product))
      if (!writer.rehearsing) introduced.add(product)
    }
  }

  /** Judge by the custody rules and append if they do not forbid it. */
  const append = (group: Group, claim: ClaimIn, source: Source): Judged => {
    const { event } = claim
    const at = group.next
    const known = claim.manifest === undefined ? NOBODY : [...knownSerials(claim)]
    world.begin(event)
    const input = stepInput(group, claim, source, known)
    const first = step(world, input, rules)
    const time = eventTime(event, group.recorded)
    const late = lateItems(tables, event, time)
    const refold = late.length === 0 ? undefined : foldAgain(writer, rules, late, input)
    const findings = refold === undefined ? first.findings : newFindings(refold.findings, late, at, source.mode)
    const against = refusing(findings, source.mode)
    if (against.length > 0) return refuse(group, claim, source, findings, against)
    world.commit(refold === undefined)
    if (refold !== undefined) putStates(refold.states)
    group.open(claim, source.submission, source.index ?? source.submission.claims.length)
    if (source.index === undefined) source.submission.claims.push(claim.name)
    remember(claim, at, time)
    if (claim.manifest !== undefined) register(group, claim, at, known)
    placeElsewhere(group, claim, source.submission, at)
    applyKeys(event, at)
    takeBack(event)
    for (const serial of known) again.add(`${manifestSubject(event)?.product}/${serial}`)
    return { outcome: 'appended', g: at, claim: claim.name, findings }
  }

  const stepInput = (group: Group, claim: ClaimIn, source: Source, known: readonly string[]): StepInput => {
    const { signer } = source
    const input = new Stepped(claim, group.next, group.recorded)
    const more = claim.manifest === undefined ? undefined : repeatedIn(claim, known)
    if (signer !== undefined) Object.assign(input, { signer })
    return more === undefined ? input : Object.assign(input, more)
  }

  /** Findings that the record brings, wherever they show: not those that were there before it. */
  const newFindings = (
    after: readonly Finding[],
    late: readonly string[],
    at: number,
    mode: Mode,
  ): readonly Finding[] => {
    const own = after.filter(({ evidence }) => evidence[0] === at)
    if (refusing(after, mode).length === refusing(own, mode).length) return own
    const before = new Set(foldAgain(writer, rules, late).findings.map(findingKey))
    return after.filter((finding) => !before.has(findingKey(finding)))
  }
  const putStates = (states: ReadonlyMap<string, ItemState>): void => {
    let latest = Number.NEGATIVE_INFINITY
    for (const state of states.values()) latest = Math.max(latest, state.lastTime)
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
    if (found !== undefined) forEachItem(found.event, (id) => again.add(id))
    forEachItem(event, (id) => again.add(id))
  }
  /** Goods whose registration or correction came after records of theirs: folded again once, when the group is judged. */
  const again = new Set<string>()
  const settle = (): void => {
    if (again.size === 0) return
    putStates(foldAgain(writer, rules, [...again]).states)
    again.clear()
  }

  /** Lines of history for all that the event names. */
  const remember = (claim: ClaimIn, g: number, time: number): void => {
    const mac = shortMac(claim.mac)
    const { type } = claim.event
    const [subject] = claim.event.subjects
    if (claim.event.subjects.length === 1 && subject?.kind === 'packs' && subject.serials.length === 1) {
      const role = subject.parent === undefined ? 'self' : 'inside'
      addLine(packId(subject.product, subject.serials[0] as string), { g, type, role, mac }, time)
      return
    }
    let named = false
    forEachItem(claim.event, (id, role) => {
      named = true
      addLine(id, { g, type, role, mac }, time)
    })
    if (!named) tables.marks.put(claim.mac, g)
    for (const whole of claim.event.subjects) rememberWhole(whole, { g, type, role: 'self', mac }, time)
  }
  const addLine = (id: string, line: HistoryLine, time: number): void => {
    const before = tables.items.get(id) ?? EMPTY_ITEM
    const row = isFolded(line.type) ? withLatest(before, time) : before
    const lines = withLine(row.lines, line)
    const spill = spillLines(lines)
    if (spill === undefined) tables.items.put(id, { ...row, lines })
    else {
      tables.spills.put(`${id}\u0000${row.spilled}`, spill.old)
      tables.items.put(id, { ...row, lines: spill.rest, spilled: row.spilled + 1 })
    }
  }
  /** Batches, products and parties have a history of what concerns them as a whole, under a name no item has. */
  const rememberWhole = (subject: Subject, line: HistoryLine, time: number): void => {
    const id = wholeId(subject)
    if (id !== undefined) addLine(id, line, time)
  }

  const repeatedIn = (
    claim: ClaimIn,
    known: readonly string[],
  ): { repeated?: { serials: string[]; count: number } } => {
    const product = manifestSubject(claim.event)?.product
    const repeated = known.filter(
      (serial) => memberOf(tables, tables.items.get(packId(product ?? '', serial))) !== undefined,
    )
    return repeated.length === 0 ? {} : { repeated: { serials: repeated.slice(0, 100), count: repeated.length } }
  }
  /** Serials of a manifest that have a row already: named by earlier events, or members of an older manifest. */
  const knownSerials = function* ({ manifest, event }: ClaimIn): Generator<string> {
    const product = manifestSubject(event)?.product
    if (manifest === undefined || product === undefined) return
    if (manifest.staged !== undefined) {
      const written = new Set(manifest.staged.known)
      yield* written
      // And what claims of this same group have named since its rows were written ahead.
      for (const id of tables.items.changed()) {
        const serial = id.startsWith(`${product}/`) ? id.slice(product.length + 1) : ''
        if (serial !== '' && !written.has(serial) && manifest.serials.has(serial)) yield serial
      }
      return
    }
    for (let i = 0; i < manifest.serials.count; i++) {
      const serial = manifest.serials.text(i)
      if (tables.items.get(packId(product, serial)) !== undefined) yield serial
    }
  }

  /** The packs of a manifest become members; earlier claims that named them come into the batch. */
  const register = (group: Group, claim: ClaimIn, at: number, known: readonly string[]): void => {
    const { manifest } = claim
    const subject = manifestSubject(claim.event)
    if (manifest === undefined || subject === undefined) return
    const { product, lot } = subject
    // Read before the packs become members: a line of now is no earlier claim.
    const earlier = new Set<number>()
    for (const serial of known) {
      const row = tables.items.get(packId(product, serial))
      if (memberOf(tables, row) !== undefined) continue
      for (const line of historyLines(row?.lines ?? EMPTY_ITEM.lines)) if (line.g < at) earlier.add(line.g)
    }
    addManifest(writer, manifest, { product, lot, at, time: eventTime(claim.event, group.recorded) }, known)
    for (const g of [...earlier].sort((a, b) => a - b)) placeEarlier(group, { type: 'batch', product, lot }, g)
  }
  /** `place` entries for a claim that named packs of this batch without naming the batch. */
  const placeEarlier = (group: Group, batch: BatchName, first: number): void => {
    const { claim, submission } = writer.entryAt(first)
    const event = writer.eventAt(first)
    if (event === undefined || submission === undefined) return
    const slots = slotsElsewhere(event.subjects).find(({ name }) => name.lot === batch.lot)?.slots ?? 0
    enterPlaces(group, batch, slots, { claim: namedClaim(claim), submission, first })
  }
  /** The batches that the packs of a claim turn out to be of, where the claim names others or none. */
  const placeElsewhere = (group: Group, claim: ClaimIn, submission: SubmissionRef, first: number): void => {
    for (const { name, slots } of slotsElsewhere(claim.event.subjects)) {
      enterPlaces(group, name, slots, { claim: claim.name, submission, first })
    }
  }
  /** One entry a slot: whoever hid one of the slots would show fewer than there are entries. */
  const enterPlaces = (group: Group, batch: BatchName, slots: number, of: Parameters<Group['place']>[1]): void => {
    const id = placeId(writer.streamIdOf(batch), of.first)
    const there = tables.places.get(id) ?? 0
    for (let i = there; i < slots; i++) group.place(batch, of)
    if (slots > there) tables.places.put(id, slots)
  }
  /** In how many slots packs of a batch stand without its name, for each such batch. */
  const slotsElsewhere = (subjects: readonly Subject[]): readonly SlotsElsewhere[] => {
    let found: Map<string, SlotsElsewhere & { readonly last: Subject }> | undefined
    const look = (subject: Subject, product: string, serial: string, lot: string | undefined): void => {
      const member = memberOf(tables, tables.items.get(packId(product, serial)))
      if (member === undefined || member.lot === lot) return
      found ??= new Map()
      const key = batchIdOf(product, member.lot)
      const batch = found.get(key)
      if (batch?.last === subject) return
      const name: BatchName = { type: 'batch', product, lot: member.lot }
      found.set(key, { name, slots: (batch?.slots ?? 0) + 1, last: subject })
    }
    for (const subject of subjects) {
      if (subject.kind === 'packs')
        for (const serial of subject.serials) look(subject, subject.product, serial, subject.lot)
      else if (subject.kind === 'unplaced') look(subject, subject.product, subject.serial, undefined)
    }
    return found === undefined ? NONE_ELSEWHERE : [...found.values()]
  }

  const applyKeys = (event: Event, g: number): void => {
    for (const subject of event.subjects) {
      if (subject.kind === 'key') {
        const { actor, publicKey, products } = subject
        const id = toHex(keyIdOf(sha256, publicKey))
        tables.keys.put(id, { actor, publicKey, added: g, seq: -1, ...(products === undefined ? {} : { products }) })
        const row = tables.parties.get(actor) ?? { state: undefined, keys: [] }
        tables.parties.put(actor, { ...row, keys: [...row.keys, id] })
      } else if (subject.kind === 'keyEnd') {
        const key = tables.keys.get(toHex(subject.keyId))
        if (key === undefined) continue
        const { compromisedSince } = subject
        tables.keys.put(toHex(subject.keyId), {
          ...key,
          // A retired key that is revoked later ended when it was retired.
          ended: key.ended ?? g,
          how: event.type === 'revoke' ? 'revoke' : 'retire',
          ...(compromisedSince === undefined ? {} : { compromisedSince }),
        })
      }
    }
  }

  /** The event with this claim hash, among those that named the same goods. */
  const eventOf = (event: Event, hex: string): { at: number; event: Event } | undefined => {
    const wanted = hexText(hex)
    const tried = new Set<number>()
    let found: number | undefined
    forEachItem(event, (id) => {
      const row = found === undefined && tried.size < 10_000 ? tables.items.get(id) : undefined
      if (row === undefined) return
      for (const { g } of historyLines(row.lines)) {
        if (tried.has(g)) continue
        tried.add(g)
        if (writer.entryAt(g).claim === wanted) found = g
      }
    })
    const read = found === undefined ? undefined : writer.eventAt(found)
    return found === undefined || read === undefined ? undefined : { at: found, event: read }
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
    const forbidden = forbiddenBy(tables, config, claim.event, source)
    if (forbidden.length > 0) return refuse(group, claim, source, forbidden, forbidden)
    introduce(group, claim.event)
    return append(group, claim, source)
  }
  return Object.assign(judge, { replay: append, settle })
}

/** The same finding of the same record about the same goods. */
function findingKey({ code, evidence, items }: Finding): string {
  return `${code} ${evidence[0]} ${items.join(' ')}`
}

/** What the step is told; the hash, which it does not ask for, may still be on its way. */
class Stepped {
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
  readonly #name: ClaimName
  constructor(claim: ClaimIn, at: number, recorded: number) {
    this.event = claim.event
    this.at = at
    this.recorded = recorded
    this.#name = claim.name
  }
  get claim(): string {
    return hexOf(textOfClaim(this.#name))
  }
}

function introductionOf(kind: 'party' | 'product', id: string): Event {
  if (kind === 'product') return { type: kind, detail: {}, subjects: [{ kind, product: id }] }
  return { type: kind, detail: {}, subjects: [{ kind, actor: id, status: 'active', licences: [] }] }
}

function hexText(hex: string): HashText {
  return Buffer.from(fromHex(hex) ?? new Uint8Array(0)).toString('latin1')
}

function describes(event: Event, kind: 'party' | 'product', id: string): boolean {
  return event.subjects.some(
    (subject) =>
      (kind === 'party' && subject.kind === 'party' && subject.actor === id) ||
      (kind === 'product' && event.type === 'product' && subject.kind === 'product' && subject.product === id),
  )
}
