/** Drafts into the log: cut, judged, in groups that become durable together. */
import { type Finding, FormatError } from '@packtrail/protocol'
import { isOwnAct } from './authority.ts'
import { hashOfText } from './claim-hash.ts'
import { type ClaimIn, claimOf, hexOf, textUnderMac } from './claim-in.ts'
import type { Mode } from './custody.ts'
import { type CutEvent, cutDraft } from './cut.ts'
import type { Draft } from './draft.ts'
import type { Group } from './group.ts'
import { namedClaim, textOfClaim } from './hash-thread.ts'
import type { Judge, Judged } from './judge.ts'
import { STAGE_ABOVE, stageManifest } from './manifest-rows.ts'
import { packId } from './pack-id.ts'
import { refusal } from './refusal.ts'
import { findTwin } from './twin.ts'
import { macOf } from './uncut.ts'
import type { Writer } from './writer.ts'

export interface AttestOptions {
  readonly mode: Mode
  /** Judge only, change nothing. */
  readonly dryRun?: boolean
}

/** What became of one draft. */
export interface DraftOutcome<D extends Draft = Draft> {
  readonly draft: D
  readonly outcome: 'appended' | 'duplicate' | 'refused'
  /** Log position of its first claim, of its twin, or of the recorded attempt. */
  readonly g: number | undefined
  /** Hex claim hashes, more than one when the draft was too large for one claim. */
  readonly claims: readonly string[]
  readonly findings: readonly Finding[]
}

/**
 * Claims of one group, and how much they may weigh together: what a synced write costs is shared by so many. Larger groups gain
 * little more, and what lives that long is moved to the old part of the heap, which then grows to several times its content.
 */
const GROUP_CLAIMS = 250
const GROUP_WEIGHT = 32 << 10

/** Outcomes in the order of the drafts, in groups that became durable together. */
export async function* attestGroups<D extends Draft>(
  writer: Writer,
  judge: Judge,
  drafts: AsyncIterable<D> | Iterable<D>,
  options: AttestOptions,
): AsyncGenerator<readonly DraftOutcome<D>[]> {
  if (options.dryRun === true) {
    yield await rehearse(writer, judge, drafts, options)
    return
  }
  let waiting: { readonly outcomes: readonly DraftOutcome<D>[]; readonly durable: Promise<void> } | undefined
  for await (const batch of readAhead(groupsOf(drafts), (next) => prefetch(writer, next))) {
    const next = await attestGroup(writer, judge, batch, options)
    // The group before this one was being written while this one was judged.
    if (waiting !== undefined) {
      await waiting.durable
      yield waiting.outcomes
    }
    waiting = { outcomes: next.value, durable: next.durable }
    waiting.durable.catch(() => undefined)
  }
  if (waiting === undefined) return
  await waiting.durable
  yield waiting.outcomes
}

async function attestGroup<D extends Draft>(
  writer: Writer,
  judge: Judge,
  batch: readonly D[],
  options: AttestOptions,
): Promise<{ readonly value: readonly DraftOutcome<D>[]; readonly durable: Promise<void> }> {
  if (batch.length === 1 && isLarge(batch[0] as D)) {
    return { value: [await attestLarge(writer, judge, batch[0] as D, options)], durable: Promise.resolve() }
  }
  return writer.submit((group) => {
    const outcomes = batch.map((draft) => attestOne(writer, judge, group, draft, options))
    judge.settle()
    return outcomes
  })
}

/** As `attestGroups`, one by one. */
export async function* attestDrafts<D extends Draft>(
  writer: Writer,
  judge: Judge,
  drafts: AsyncIterable<D> | Iterable<D>,
  options: AttestOptions,
): AsyncGenerator<DraftOutcome<D>> {
  for await (const outcomes of attestGroups(writer, judge, drafts, options)) {
    for (const outcome of outcomes) yield outcome
  }
}

/** Each value, after `prepare` was told the one behind it. */
async function* readAhead<T>(values: AsyncIterable<T>, prepare: (value: T) => Promise<void>): AsyncGenerator<T> {
  let ready: { readonly value: T; readonly done: Promise<void> } | undefined
  for await (const value of values) {
    const done = prepare(value)
    done.catch(() => undefined)
    if (ready !== undefined) {
      await ready.done
      yield ready.value
    }
    ready = { value, done }
  }
  if (ready === undefined) return
  await ready.done
  yield ready.value
}

/** Read the rows of what a group names while another one is judged. */
async function prefetch(writer: Writer, drafts: readonly Draft[]): Promise<void> {
  const ids = new Set<string>()
  for (const { packs, containers, parent } of drafts) {
    for (const { product, serial } of packs ?? []) ids.add(packId(product, serial))
    for (const container of containers ?? []) ids.add(container)
    if (parent !== undefined) ids.add(parent)
  }
  await writer.tables.items.prefetch(ids)
}

/** The same answers, and nothing recorded. */
function rehearse<D extends Draft>(
  writer: Writer,
  judge: Judge,
  drafts: AsyncIterable<D> | Iterable<D>,
  options: AttestOptions,
): Promise<DraftOutcome<D>[]> {
  return writer.rehearse(async (group) => {
    const outcomes: DraftOutcome<D>[] = []
    for await (const draft of drafts) {
      if (isLarge(draft)) {
        const ready = await readyLarge(writer, draft)
        outcomes.push(judgeLarge(writer, judge, group, draft, ready, options))
      } else outcomes.push(attestOne(writer, judge, group, draft, options))
    }
    judge.settle()
    return outcomes
  })
}

function isLarge(draft: Draft): boolean {
  const serials = draft.commission?.serials
  return serials !== undefined && ('count' in serials ? serials.count : serials.length) > STAGE_ABOVE
}

function weight(draft: Draft): number {
  return 100 + 40 * ((draft.packs?.length ?? 0) + (draft.containers?.length ?? 0))
}

/** Drafts gathered: a group has at most a thousand, and a large registration is one of its own. */
function gatherer<D extends Draft>(): { add(draft: D): D[][]; rest(): D[][] } {
  let group: D[] = []
  let bytes = 0
  const take = (): D[][] => {
    const taken = group
    group = []
    bytes = 0
    return taken.length > 0 ? [taken] : []
  }
  return {
    add(draft) {
      if (isLarge(draft)) return [...take(), [draft]]
      group.push(draft)
      bytes += weight(draft)
      return group.length >= GROUP_CLAIMS || bytes >= GROUP_WEIGHT ? take() : NO_GROUPS
    },
    rest: take,
  }
}

const NO_GROUPS: never[] = []

async function* groupsOf<D extends Draft>(drafts: AsyncIterable<D> | Iterable<D>): AsyncGenerator<D[]> {
  const gathered = gatherer<D>()
  // Waiting for what is already there costs a microsecond each time.
  if (Symbol.iterator in drafts) for (const draft of drafts) for (const group of gathered.add(draft)) yield group
  else for await (const draft of drafts) for (const group of gathered.add(draft)) yield group
  for (const group of gathered.rest()) yield group
}

/** A registration of so many packs that its rows are written ahead of it. */
function attestLarge<D extends Draft>(
  writer: Writer,
  judge: Judge,
  draft: D,
  options: AttestOptions,
): Promise<DraftOutcome<D>> {
  return writer.exclusive(async () => {
    await writer.settled()
    const ready = await readyLarge(writer, draft)
    return writer.commitHeld((group) => {
      const outcome = judgeLarge(writer, judge, group, draft, ready, options)
      judge.settle()
      return outcome
    })
  })
}

/** Its claim, with the rows of its packs written ahead unless it came before. */
async function readyLarge(writer: Writer, draft: Draft): Promise<ClaimIn | Judged> {
  const [cut] = cutOrFault(writer, draft)
  if (cut === undefined || 'fault' in cut) return cut?.fault ?? faultOf(new FormatError('VALUE', 'it names nothing'))
  const claim = claimOf(writer.config.secret, cut.event, writer.random(16), cut.manifest)
  const { manifest } = claim
  if (manifest === undefined || findTwin(writer, claim) !== undefined) return claim
  const staged = await stageManifest(writer, draft.commission?.product ?? '', manifest.serials)
  return { ...claim, manifest: { ...manifest, staged } }
}

function judgeLarge<D extends Draft>(
  writer: Writer,
  judge: Judge,
  group: Group,
  draft: D,
  ready: ClaimIn | Judged,
  options: AttestOptions,
): DraftOutcome<D> {
  return outcomeOf(draft, ['outcome' in ready ? ready : judgeOne(writer, judge, group, ready, options)])
}

function attestOne<D extends Draft>(
  writer: Writer,
  judge: Judge,
  group: Group,
  draft: D,
  options: AttestOptions,
): DraftOutcome<D> {
  const mark = draft.idempotencyKey === undefined ? undefined : idempotencyMark(writer, draft.idempotencyKey)
  const before = mark === undefined ? undefined : writer.tables.marks.get(mark)
  if (before !== undefined) return repeated(writer, draft, before)
  const target = draft.original === undefined ? draft : withTarget(writer, draft)
  const judged = cutOrFault(writer, target).map((cut) => attestCut(writer, judge, group, cut, options))
  const outcome = outcomeOf(draft, judged)
  if (mark !== undefined && outcome.g !== undefined) writer.tables.marks.put(mark, outcome.g)
  return outcome
}

function attestCut(
  writer: Writer,
  judge: Judge,
  group: Group,
  cut: CutEvent | { readonly fault: Judged },
  options: AttestOptions,
): Judged {
  if ('fault' in cut) return cut.fault
  try {
    const claim = claimOf(writer.config.secret, cut.event, writer.random(16), cut.manifest)
    return judgeOne(writer, judge, group, claim, options)
  } catch (error) {
    return faultOf(error)
  }
}

function judgeOne(writer: Writer, judge: Judge, group: Group, claim: ClaimIn, options: AttestOptions): Judged {
  const own = isOwnAct(claim.event, writer.config.operator)
  return judge(group, claim, {
    mode: options.mode,
    signer: own ? writer.config.operator : undefined,
    submission: own ? group.own : group.attested,
  })
}

function cutOrFault(writer: Writer, draft: Draft): (CutEvent | { readonly fault: Judged })[] {
  try {
    return cutDraft(writer.tables, writer.config.secret, draft)
  } catch (error) {
    return [{ fault: faultOf(error) }]
  }
}

/** What cannot be encoded is the caller's data; anything else is ours and stops the ledger. */
function faultOf(error: unknown): Judged {
  if (!(error instanceof FormatError)) throw error
  return {
    outcome: 'refused',
    g: undefined,
    claim: namedClaim(''),
    findings: [refusal('SUBMISSION_MALFORMED', { what: error.message })],
  }
}

function outcomeOf<D extends Draft>(draft: D, judged: readonly Judged[]): DraftOutcome<D> {
  const [only] = judged
  const alone = judged.length === 1 && only !== undefined
  const name = alone
    ? only.outcome
    : (OUTCOMES.find((one) => judged.some(({ outcome }) => outcome === one)) ?? 'refused')
  const findings = alone ? only.findings : judged.flatMap((one) => one.findings)
  const g = alone ? only.g : judged.find(({ outcome }) => outcome === name)?.g
  return new Outcome(draft, name, g, findings, judged)
}

/** Hashes may still be on their way when an outcome is made; they are there when it is handed out. */
class Outcome<D extends Draft> implements DraftOutcome<D> {
  readonly draft: D
  readonly outcome: DraftOutcome['outcome']
  readonly g: number | undefined
  readonly findings: readonly Finding[]
  readonly #judged: readonly Judged[]
  constructor(
    draft: D,
    outcome: DraftOutcome['outcome'],
    g: number | undefined,
    findings: readonly Finding[],
    judged: readonly Judged[],
  ) {
    this.draft = draft
    this.outcome = outcome
    this.g = g
    this.findings = findings
    this.#judged = judged
  }
  get claims(): readonly string[] {
    return this.#judged.map(({ claim }) => hexOf(textOfClaim(claim)))
  }
}

const OUTCOMES = ['refused', 'appended', 'duplicate'] as const

function idempotencyMark(writer: Writer, key: string): string {
  return macOf(writer.config.secret, Buffer.from(`idempotency\u0000${key}`))
}

/** A retry gets the answer of the first try. */
function repeated<D extends Draft>(writer: Writer, draft: D, g: number): DraftOutcome<D> {
  const event = writer.eventAt(g)
  const claims = [Buffer.from(writer.entryAt(g).claim, 'latin1').toString('hex')]
  if (event?.type !== 'attempt') return { draft, outcome: 'duplicate', g, claims, findings: [] }
  return {
    draft,
    outcome: 'refused',
    g,
    claims,
    findings: [refusal('REFUSED_BEFORE', { code: event.detail.code ?? '?' })],
  }
}

/** A correction names the event it takes back by its claim hash; a document repeats it instead. */
function withTarget(writer: Writer, draft: Draft): Draft {
  const { original } = draft
  if (original === undefined || draft.detail?.target !== undefined) return draft
  const [cut] = cutOrFault(writer, original)
  if (cut === undefined || 'fault' in cut) return draft
  let claim: ClaimIn
  try {
    claim = claimOf(writer.config.secret, cut.event, new Uint8Array(16))
  } catch (error) {
    // What has no canonical bytes is in no ledger: the correction names nothing.
    if (error instanceof FormatError) return draft
    throw error
  }
  const twin = findTwin(writer, claim)
  // Of an original that is not here only this can be said: its hash under a seed that follows from what it says.
  const target = twin === undefined ? textUnderMac(claim) : writer.entryAt(twin).claim
  return { ...draft, detail: { ...draft.detail, target: hashOfText(target) } }
}
