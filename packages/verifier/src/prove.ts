/**
 * The second stage: is every byte what the ledger signed for, and is nothing left out? Frames come one by one, in the order of the
 * file; what is learnt is kept in columns for the replay.
 */
import { equalBytes, FormatError, type StreamName } from '@packtrail/protocol'
import { Body } from './body.ts'
import { type CheckedCheckpoint, checkCheckpoint, checkGenesis } from './checkpoint.ts'
import { type Links, links } from './history.ts'
import { clean, streamLabel } from './label.ts'
import { type MapReader, mapReader } from './map-proof.ts'
import { formatMoment } from './moment.ts'
import { type Batch, CLOCK_SKEW, type FrameOf, ledgerMemory, type ProveContext, type Proven } from './proven.ts'
import { type StreamTable, streamTable } from './streams.ts'
export class Prover {
  readonly #context: ProveContext
  #batch: Batch | undefined
  #checkpoint: CheckedCheckpoint | undefined
  #operator = ''
  #publicKey: Uint8Array | undefined
  #links: Links | undefined
  #map: MapReader | undefined
  #streams: StreamTable | undefined
  #body: Body | undefined

  constructor(context: ProveContext) {
    this.#context = context
  }

  /** The batch that the header names, once it is read. */
  get batch(): Batch | undefined {
    return this.#batch
  }

  /** Older checkpoints that the bundle holds proofs for, once it is read so far. */
  get links(): Links | undefined {
    return this.#links
  }

  /** False when there is nothing to go on with. */
  async header({ ledgerId, subject }: FrameOf<'header'>): Promise<boolean> {
    const { findings, policy } = this.#context
    if (!equalBytes(ledgerId, policy.ledgerId)) {
      findings.add('LEDGER_MISMATCH')
      return false
    }
    if (subject.type !== 'batch') {
      findings.add('STREAM_MISSING', { params: { stream: 'batch' } })
      return false
    }
    this.#batch = subject
    return true
  }

  async checkpoint({ note, epoch, path }: FrameOf<'checkpoint'>): Promise<boolean> {
    this.#checkpoint = await checkCheckpoint(this.#context, note, epoch, path)
    if (this.#checkpoint === undefined) return false
    const { findings, now, crypto } = this.#context
    this.#links = links(crypto.sha256, findings, this.#checkpoint, this.#context.log)
    const { epoch: entry } = this.#checkpoint
    if (entry.recorded > now + CLOCK_SKEW) {
      const params = { g: entry.g, recorded: formatMoment(entry.recorded), now: formatMoment(now) }
      findings.add('RECORDED_AHEAD', { params, evidence: [entry.g] })
    }
    return true
  }

  genesis({ entry, claim }: FrameOf<'genesis'>): boolean {
    const genesis = checkGenesis(this.#context, entry, claim)
    if (genesis === undefined) return false
    this.#operator = genesis.operator
    this.#publicKey = genesis.publicKey
    return true
  }

  link({ size, root, proof }: FrameOf<'link'>): boolean {
    this.#links?.add(size, root, proof)
    return true
  }

  map({ proof }: FrameOf<'map'>): boolean {
    this.#map ??= mapReader(this.#context.crypto.sha256)
    const map = this.#map
    return this.#orMapFault(() => map.push(proof))
  }

  #orMapFault(read: () => void): boolean {
    try {
      read()
      return true
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      this.#context.findings.add('MAP_PROOF', { params: { detail: clean(error.message) } })
      return false
    }
  }

  stream({ stream, runs, proof }: FrameOf<'stream'>): boolean {
    if (this.#streams === undefined && !this.#orMapFault(() => this.#openStreams())) return false
    this.#streams?.open(stream, runs, proof)
    return true
  }

  /** The map is complete. */
  #openStreams(): void {
    const { crypto, findings, policy, memory, keepsLeaves } = this.#context
    const batch = this.#batch as Batch
    const { root, shown } = (this.#map as MapReader).finish()
    if (!equalBytes(root, (this.#checkpoint as CheckedCheckpoint).epoch.claim)) {
      throw new FormatError('PROOF_SHAPE', 'the roots differ')
    }
    const kept = ledgerMemory(memory, policy.origin)?.batches ?? {}
    const name = `${batch.product}/${batch.lot}`
    const head = Object.hasOwn(kept, name) ? kept[name] : undefined
    const remembered = head === undefined ? undefined : { name: batch, head }
    const { ledgerId } = policy
    this.#streams = streamTable({ sha256: crypto.sha256, findings, ledgerId, shown, remembered, keepsLeaves })
  }

  /** Submissions, entries and manifests. */
  body(frame: FrameOf<'submission' | 'entry' | 'manifest'>, offset: number): Promise<void> | undefined {
    this.#body ??= this.#begin()
    return this.#body.frame(frame, offset)
  }

  log({ runs, proof }: FrameOf<'log'>): boolean {
    this.#body ??= this.#begin()
    this.#body.log(runs, proof)
    return true
  }

  end({ entries, serials }: FrameOf<'end'>): boolean {
    this.#body ??= this.#begin()
    this.#body.end(entries, serials)
    return true
  }

  #begin(): Body {
    this.#streams?.close()
    const streams = this.#streams as StreamTable
    const { findings } = this.#context
    const operatorKey = this.#publicKey as Uint8Array
    for (const name of requiredAlways(this.#batch as Batch)) {
      if (streams.byName(name) === undefined) findings.add('STREAM_MISSING', { params: { stream: streamLabel(name) } })
    }
    const checkpoint = this.#checkpoint as CheckedCheckpoint
    return new Body({
      ...this.#context,
      batch: this.#batch as Batch,
      checkpoint,
      links: this.#links as Links,
      streams,
      operator: this.#operator,
      operatorKey,
    })
  }

  /** After the last frame; `undefined` when the file was not read to its body. */
  async finish(whole: boolean): Promise<Proven | undefined> {
    if (this.#body === undefined) return undefined
    return this.#body.finish(whole)
  }
}

function requiredAlways(batch: Batch): StreamName[] {
  return [batch, { type: 'product', product: batch.product }, { type: 'policy' }]
}
