/** The part of a bundle that grows with the batch: submissions, entries, serials, ties. */
import {
  type Entry,
  equalBytes,
  FormatError,
  type Hash,
  hashEntry,
  type OpenClaim,
  type Run,
  readEntry,
  type SeenEvent,
} from '@packtrail/protocol'
import { type Authority, authority, suspects } from './authority.ts'
import type { CheckedCheckpoint } from './checkpoint.ts'
import { type Claims, claims } from './claims.ts'
import { copyOf } from './copy.ts'
import { type EventStore, eventStore } from './event-store.ts'
import { checkMemory, type Links, seenTracker } from './history.ts'
import { type ItemNames, itemNames } from './item-names.ts'
import { type KeyRing, keyRing } from './key-ring.ts'
import { clean } from './label.ts'
import { checkBatchMemory, checkStreamsNeeded, checkWitnessTime } from './last-checks.ts'
import { type LogTies, logTies } from './log-ties.ts'
import { type Manifests, manifests } from './manifests.ts'
import { named } from './named.ts'
import type { OpenSubmission } from './open-submission.ts'
import { type Batch, type FrameOf, ledgerMemory, type ProveContext, type Proven } from './proven.ts'
import { signatureQueue } from './signatures.ts'
import type { Stream, StreamTable } from './streams.ts'
import { type Submissions, submissions } from './submissions.ts'

export interface BodyContext extends ProveContext {
  readonly batch: Batch
  readonly checkpoint: CheckedCheckpoint
  readonly links: Links
  readonly streams: StreamTable
  readonly operator: string
  readonly operatorKey: Uint8Array
}

export class Body {
  readonly #context: BodyContext
  readonly #items: ItemNames
  readonly #events: EventStore
  readonly #manifests: Manifests
  readonly #keys: KeyRing
  readonly #signatures: ReturnType<typeof signatureQueue>
  readonly #submissions: Submissions
  readonly #authority: Authority
  readonly #claims: Claims
  readonly #seen: ReturnType<typeof seenTracker>
  readonly #ties: LogTies
  /** The refusal whose entries are coming. */
  #attempt: { readonly row: number; readonly target: Hash } | undefined
  readonly #places: { row: number; at: number }[] = []
  readonly #unplaced: number[] = []
  readonly #named = named()
  #entries = 0
  #lastG = 0
  #firstRecorded: number | undefined
  #lastRecorded = 0

  constructor(context: BodyContext) {
    this.#context = context
    const { crypto, findings, policy, batch, streams, links: known, checkpoint, operator } = context
    const { sha256 } = crypto
    const { ledgerId } = policy
    const seed = crypto.random(4).reduce((sum, byte) => sum * 256 + byte, 0)
    this.#items = itemNames(batch.product, seed | 0)
    this.#events = eventStore(batch, this.#items)
    this.#manifests = manifests(sha256, findings, this.#items)
    this.#keys = keyRing(sha256)
    this.#keys.add({ actor: operator, publicKey: context.operatorKey }, 0)
    this.#signatures = signatureQueue(crypto)
    this.#seen = seenTracker(findings, known, checkpoint)
    this.#ties = logTies(sha256, findings, checkpoint, known.sizes(), ledgerId)
    const shared = {
      sha256,
      findings,
      ledgerId,
      keys: this.#keys,
      signatures: this.#signatures,
      policy,
      pins: context.pins,
      operator,
      streams,
    }
    this.#submissions = submissions({
      ...shared,
      onSeen: ({ seen, key }, at) => this.#seen.add(seen, key?.actor ?? 'an unknown key', at),
    })
    this.#authority = authority(shared)
    const onPlace = (row: number, at: number): void => void this.#places.push({ row, at })
    this.#claims = claims({ crypto, findings, streams, events: this.#events, batch, onPlace })
  }

  frame(frame: FrameOf<'submission' | 'entry' | 'manifest'>, offset: number): Promise<void> | undefined {
    if (frame.kind === 'manifest') {
      this.#manifests.frame(frame.claim, frame.seed, frame.serials, offset)
      return undefined
    }
    this.#manifests.settle()
    if (frame.kind === 'submission') {
      return this.#submissions.open(frame, offset)
    }
    return this.#entry(frame, offset)
  }

  #entry({ bytes, claim, index }: FrameOf<'entry'>, offset: number): Promise<void> | undefined {
    const { crypto, findings, policy, streams } = this.#context
    this.#entries++
    // A copy: suppliers give views of pools, which would stay in memory as long as one of their hashes is kept.
    const leaf = copyOf(hashEntry(crypto.sha256, bytes))
    const entry = this.#decode(bytes, offset)
    if (entry === undefined) return undefined
    const { g } = entry
    const evidence = [g]
    if (!equalBytes(entry.ledgerId, policy.ledgerId)) findings.add('ENTRY_LEDGER', { params: { g }, evidence })
    if (entry.stream === undefined) {
      findings.add('ENTRY_KIND', { params: { g }, evidence })
      return undefined
    }
    this.#inOrder(entry)
    const stream = streams.byKey(entry.stream)
    if (stream === undefined) {
      findings.add('ENTRY_STREAM', { params: { g }, evidence })
      return undefined
    }
    return this.#take(entry, stream, leaf, claim, index)
  }

  #decode(bytes: Uint8Array, offset: number): Entry | undefined {
    const { findings } = this.#context
    try {
      return readEntry(bytes)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      if (error.code === 'VERSION_UNKNOWN') findings.add('VERSION_UNKNOWN', { params: { offset } })
      else findings.add('ENTRY_MALFORMED', { params: { offset, detail: clean(error.message) } })
      return undefined
    }
  }

  /** Log positions rise, recorded times never fall, and both end before the epoch's. */
  #inOrder({ g, recorded }: Entry): void {
    const { findings, checkpoint } = this.#context
    const evidence = [g]
    if (g <= this.#lastG || g >= checkpoint.epoch.g) {
      findings.add('ENTRY_ORDER', { params: { g, before: this.#lastG }, evidence })
    }
    if (recorded < this.#lastRecorded || recorded > checkpoint.epoch.recorded) {
      findings.add('RECORDED_BACKWARDS', { params: { g }, evidence })
    }
    this.#firstRecorded ??= recorded
    this.#lastG = Math.max(g, this.#lastG)
    this.#lastRecorded = Math.max(recorded, this.#lastRecorded)
  }

  #take(
    entry: Entry,
    stream: Stream,
    leaf: Hash,
    claim: OpenClaim | undefined,
    index: number | undefined,
  ): Promise<void> | undefined {
    const submission = this.#submissions.entry(entry, stream)
    const opened =
      claim === undefined
        ? { row: this.#follow(entry, stream, index), wait: undefined }
        : this.#open(entry, stream, claim, index, submission)
    this.#context.streams.take(stream, entry, leaf, opened.row)
    this.#ties.see(stream.runNumber, entry.g, leaf)
    if (this.#attempt !== undefined && this.#attempt.row === opened.row) {
      this.#submissions.attempt(this.#attempt.target, entry.kind === 'place' ? undefined : stream)
    }
    return opened.wait
  }

  /** An entry without content. */
  #follow(entry: Entry, stream: Stream, index: number | undefined): number {
    const { g } = entry
    if (index !== undefined) {
      this.#context.findings.add('SUBMISSION_INDEX', { params: { g, index }, evidence: [g] })
    }
    return this.#claims.follow(entry, stream)
  }

  #open(
    entry: Entry,
    stream: Stream,
    claim: OpenClaim,
    index: number | undefined,
    submission: OpenSubmission | undefined,
  ): { readonly row: number; readonly wait: Promise<void> | undefined } {
    const { findings } = this.#context
    const { g, recorded } = entry
    const event = this.#claims.read(entry, claim)
    if (submission === undefined) findings.add('SUBMISSION_MISSING', { params: { g }, evidence: [g] })
    else this.#submissions.claim(submission, entry, index ?? -1)
    if (event === undefined) {
      this.#claims.settle()
      return { row: -1, wait: undefined }
    }
    const known = this.#events.find(entry.claim)
    if (known >= 0) {
      findings.add('CLAIM_OPENED_TWICE', { params: { g }, evidence: [g] })
      return { row: known, wait: undefined }
    }
    const signer = submission === undefined || submission.attests ? 0 : (submission.key?.number ?? 0)
    const row = this.#events.add(entry.claim, { event, at: g, recorded, signer })
    const name = submission?.hash ?? copyOf(entry.submission as Hash)
    this.#claims.begin({ entry, stream, event, row, slots: claim.slots.length, submission: name })
    this.#named.note(event, submission?.key?.actor)
    const { target } = event.detail
    this.#attempt = event.type === 'attempt' && target !== undefined ? { row, target: copyOf(target) } : undefined
    const wait = submission && this.#authority.judge(event, g, entry.kind === 'place', submission)
    this.#expect(event, entry, row)
    return { row, wait }
  }

  /** What must follow: serials of a commissioning, `place` entries of packs whose batch is not named. */
  #expect(event: SeenEvent, entry: Entry, row: number): void {
    const { batch } = this.#context
    let unplaced = false
    for (const subject of event.subjects) {
      if (!('product' in subject) || subject.product !== batch.product) continue
      const own = 'lot' in subject && subject.lot === batch.lot
      if (subject.kind === 'manifest' && own) this.#manifests.expect(subject, entry.claim, entry.g, row)
      unplaced ||= subject.kind === 'unplaced' || (subject.kind === 'packs' && !own)
    }
    if (unplaced) this.#unplaced.push(row)
  }

  log(runs: readonly Run[], proof: readonly Hash[]): void {
    this.#manifests.settle()
    this.#ties.frame(runs, proof)
  }

  end(entries: number, serials: number): void {
    const { findings } = this.#context
    const count = (what: string, declared: number, found: number): void => {
      if (declared !== found) findings.add('FRAME_COUNT', { params: { what, declared, found } })
    }
    count('entries', entries, this.#entries)
    count('serial numbers', serials, this.#manifests.serials)
  }

  /** @param whole The file was read to its end: what is missing now is missing. */
  async finish(whole: boolean): Promise<Proven> {
    const { findings, links: known, checkpoint, streams, policy, memory, batch } = this.#context
    await this.#signatures.drain()
    this.#manifests.settle()
    this.#claims.settle()
    const kept = ledgerMemory(memory, policy.origin)
    const linked = checkMemory(kept, checkpoint, known, findings)
    const own = streams.byName(batch)
    const head = own && { size: own.size, root: streams.root(own) }
    if (whole) {
      this.#submissions.finish()
      streams.finish()
      this.#ties.finish()
      checkStreamsNeeded(streams, this.#named.actors, batch, findings)
      checkBatchMemory(kept?.batches, head, batch, findings)
      checkWitnessTime(checkpoint, findings)
    }
    const { events, keys } = { events: this.#events, keys: this.#keys }
    const doubted = suspects(keys, events, this.#authority.confirmations, findings)
    return {
      batch,
      operator: this.#context.operator,
      checkpoint,
      items: this.#items,
      events,
      manifests: this.#manifests,
      keys,
      streams,
      batchHead: head,
      places: this.#places,
      unplaced: this.#unplaced,
      linked,
      newestSeen: this.#seen.newest(),
      counts: {
        entries: this.#entries,
        submissions: this.#submissions.count,
        signatures: this.#signatures.checked,
        seen: this.#seen.count,
        attested: this.#authority.attested,
        authorWithheld: this.#authority.authorWithheld,
        suspect: doubted.count,
        reattested: doubted.confirmed,
        untallied: this.#submissions.untallied,
        unopened: this.#claims.unopened,
        hiddenSubjects: this.#named.hiddenSubjects,
        withheld: this.#named.withheld,
        afterSeen: events.from(this.#seen.newest()?.size ?? 0),
      },
      firstRecorded: this.#firstRecorded,
      lastRecorded: this.#entries > 0 ? this.#lastRecorded : undefined,
    }
  }
}
