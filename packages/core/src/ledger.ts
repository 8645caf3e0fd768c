/** A ledger in a directory: the one object callers hold. */
import { fromHex, type Hash, type Signer } from '@packtrail/protocol'
import { furthest, readAnchors, stateFolder } from './anchor.ts'
import { anchorKeeper } from './anchor-keeper.ts'
import { type AttestOptions, attestDrafts, attestGroups, type DraftOutcome } from './attest.ts'
import { textOfHash } from './claim-hash.ts'
import { checkClock } from './clock-check.ts'
import {
  type ContainerVerdict,
  defaultRules,
  judgeContainer,
  judgeScan,
  type Mode,
  type Rules,
  type Scan,
  type ScanVerdict,
} from './custody.ts'
import type { Draft } from './draft.ts'
import { LedgerError } from './error.ts'
import { type ExportOptions, exportBundle } from './export-bundle.ts'
import { exportLog } from './export-log.ts'
import { type FsckProgress, type FsckReport, fsck } from './fsck.ts'
import { type HistoryEvent, openHistory } from './history.ts'
import { createLedger, type InitOptions } from './init.ts'
import { type Judge, makeJudge } from './judge.ts'
import { openLevelStore } from './level-store.ts'
import { nodeCrypto } from './node-crypto.ts'
import { examine, type Opened } from './open.ts'
import {
  type BatchReport,
  type EventFilter,
  type ItemReport,
  type LoggedEvent,
  loggedEvents,
  lotsOf,
  reportBatch,
  reportItem,
} from './query.ts'
import { receiptOf } from './receipt.ts'
import { closeRow } from './row-bytes.ts'
import { makeSealer, readCheckpoint, type SealedCheckpoint } from './seal.ts'
import { claimHex } from './signed-by.ts'
import type { Store } from './store.ts'
import { makeSubmitter, type SubmitReport } from './submit.ts'
import { positionOfClaim } from './tables.ts'
import { confirmUnknown, openView, type View } from './view.ts'
import { CLEAN, openWriter, type Writer } from './writer.ts'

/** For a person to choose from. */
const MOST_LOTS = 10_000

export interface LedgerOptions {
  /** Holds the ledger's key; without it the ledger can only be read. */
  readonly signer?: Signer
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Where the newest checkpoint is kept outside the database; the user's state folder when absent. */
  readonly anchorDir?: string
  readonly readOnly?: boolean
  readonly rules?: Rules
  /** The caller has made sure of the clock: `CLOCK_BEHIND` and `CLOCK_AHEAD` are not thrown. */
  readonly clockIsRight?: boolean
}

export interface LedgerStats {
  readonly entries: number
  readonly claims: number
  readonly packs: number
  readonly streams: number
  readonly epochs: number
  /** Size of the newest checkpoint. */
  readonly checkpoint: number
}

export interface Ledger {
  readonly ledgerId: Hash
  readonly origin: string
  readonly operator: string
  readonly publicKey: Uint8Array
  /** Why it cannot be written to, in words; `undefined` = it can. */
  readonly readOnlyReason: string | undefined
  /** Why its answers may be wrong, in words: it is an older copy than its anchor, or damaged; `undefined` = nothing speaks for that. */
  readonly doubt: string | undefined
  /** Judge and append drafts; outcomes in their order, each after it is on the disk. */
  attest<D extends Draft>(
    drafts: AsyncIterable<D> | Iterable<D>,
    options: AttestOptions,
  ): AsyncGenerator<DraftOutcome<D>>
  /**
   * Judge and append a signed submission file, whole or not at all. A repeated one gets the answer of the first time.
   * @param mode `document` unless said otherwise.
   * @param dryRun The same answer, and nothing recorded.
   */
  submit(file: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, mode?: Mode, dryRun?: boolean): Promise<SubmitReport>
  /** The receipt file of a submission; `undefined` when it is unknown or no checkpoint covers it yet: seal first. */
  receipt(submission: Hash): Iterable<Uint8Array> | undefined
  /** A pack or container; `undefined` when nothing is known of it. */
  item(id: string): Promise<ItemReport | undefined>
  /** Log position of a claim, by its hash in hex; `undefined` when it is not in the ledger. */
  positionOf(claim: string): number | undefined
  /** Records of a pack or container and of what it was inside of, by event time; empty when nothing is known of it. */
  history(id: string): readonly HistoryEvent[]
  /** May this pack be handed out now? Changes nothing and never alarms. */
  scan(scan: Scan, options?: { readonly market?: string; readonly now?: number }): Promise<ScanVerdict>
  /** May all that is in this container be handed out now? `undefined` when nothing is known of it. */
  scanContainer(
    container: string,
    options?: { readonly market?: string; readonly now?: number },
  ): Promise<ContainerVerdict | undefined>
  batch(product: string, lot: string): BatchReport | undefined
  /** Lots of a product that have registered packs, at most 10,000. */
  lots(product: string): Promise<readonly string[]>
  events(filter?: EventFilter): AsyncGenerator<LoggedEvent>
  /** Derive everything anew from the stored bytes and report every difference. */
  fsck(onProgress?: (progress: FsckProgress) => void): Promise<FsckReport>
  /** As `attest`, in the groups that became durable together: quicker for who records many. */
  attestGroups<D extends Draft>(
    drafts: AsyncIterable<D> | Iterable<D>,
    options: AttestOptions,
  ): AsyncGenerator<readonly DraftOutcome<D>[]>
  seal(): Promise<SealedCheckpoint>
  /** The newest checkpoint. */
  checkpoint(): SealedCheckpoint | undefined
  exportBundle(product: string, lot: string, options?: ExportOptions): AsyncGenerator<Uint8Array>
  /** Every entry of the log, and no claim, as of a new checkpoint: what somebody keeps to hold bundles against. */
  exportLog(): AsyncGenerator<Uint8Array>
  stats(): LedgerStats
  close(): Promise<void>
}

/** Make a ledger and open it. @throws LedgerError LEDGER_EXISTS, MISUSE, STORE. */
export async function initLedger(
  directory: string,
  options: InitOptions & { readonly anchorDir?: string; readonly rules?: Rules },
): Promise<Ledger> {
  const store = await createLedger(directory, options)
  const ledger = await openOn(store, options)
  const { operator } = options
  const drafts: Draft[] = [
    {
      type: 'party',
      who: { agent: operator },
      subjects: [{ kind: 'party', actor: operator, status: 'active', licences: [] }],
    },
    // Every ledger has a policy stream from the start, so that none can be left out of a bundle (docs/spec/07-streams.md#policy).
    { type: 'policy', who: { agent: operator }, subjects: [{ kind: 'policy', key: 'profile', value: 'default/1' }] },
  ]
  for await (const { outcome } of ledger.attest(drafts, { mode: 'document' })) {
    if (outcome !== 'appended') throw new LedgerError('MISUSE', 'the operator could not be recorded')
  }
  await ledger.seal()
  return ledger
}

/** Open the ledger in `directory`. @throws LedgerError LEDGER_MISSING, LEDGER_LOCKED, WRONG_KEY, FORMAT_UNKNOWN, DAMAGED. */
export async function openLedger(directory: string, options: LedgerOptions): Promise<Ledger> {
  return openOn(await openLevelStore(directory, 'existing'), options)
}

/** As `openLedger`, on a store that is open already. Closes it when it fails. */
export async function openOn(store: Store, options: LedgerOptions): Promise<Ledger> {
  try {
    const anchorFolder = options.anchorDir ?? stateFolder()
    const opened = await examine(store, {
      signer: options.signer,
      anchorFolder,
      readOnly: options.readOnly === true,
    })
    return makeLedger(store, opened, anchorFolder, options)
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

function makeLedger(store: Store, opened: Opened, anchorFolder: string, options: LedgerOptions): Ledger {
  const { config, head, reasons } = opened
  const rules = options.rules ?? defaultRules
  const { reached } = opened.anchors
  // An anchor that is gone comes back with the next record, not because somebody looked: fsck would say that all is well.
  const isKept = reached === undefined || !('root' in reached) || reached.size === head.size
  const keeper = anchorKeeper(anchorFolder, config.ledgerId, { head, isKept })
  const writer =
    reasons.length > 0 || options.signer === undefined
      ? undefined
      : openWriter(store, config, head, options.signer, options.clock, (reached) => keeper.durable(reached))
  const judge = writer === undefined ? undefined : makeJudge(writer, rules)
  const submitter = writer === undefined || judge === undefined ? undefined : makeSubmitter(writer, judge)
  const sealer = writer === undefined ? undefined : makeSealer(writer, anchorFolder)
  const reason = reasons.length > 0 ? reasons.join('; ') : undefined
  const history = openHistory(store)
  let closed = false

  const readOnly = (): LedgerError => new LedgerError('LEDGER_READ_ONLY', `the ledger cannot be written to: ${reason}`)
  const check = (): void => {
    if (closed) throw new LedgerError('LEDGER_CLOSED', 'the ledger is closed')
  }
  const live = (mode: Mode = 'document'): Writer => {
    check()
    if (writer === undefined) throw readOnly()
    if (writer.broken !== undefined) throw writer.broken
    if (options.clockIsRight !== true) checkClock(writer.head.recorded, options.clock(), rules.skew, mode)
    return writer
  }
  const judgeOf = (): Judge => {
    if (judge === undefined) throw readOnly()
    return judge
  }
  const view = (): View => {
    check()
    return openView(store, config)
  }
  /** Nothing is handed out before the newest record, though the clock may say so. */
  const presentOf = (at: View, now: number = options.clock()): number => Math.max(now, at.head.recorded)
  const onSnapshot = async <T>(work: (at: View) => Promise<T>): Promise<T> => {
    check()
    const snapshot = store.snapshot()
    try {
      return await work(openView(snapshot, config))
    } finally {
      await snapshot.release()
    }
  }
  return {
    ledgerId: config.ledgerId,
    origin: config.origin,
    operator: config.operator,
    publicKey: config.publicKey,
    readOnlyReason: reason,
    doubt: opened.doubts.length > 0 ? opened.doubts.join('; ') : undefined,
    attest: (drafts, how) => attestDrafts(live(how.mode), judgeOf(), drafts, how),
    attestGroups: (drafts, how) => attestGroups(live(how.mode), judgeOf(), drafts, how),
    async submit(file, mode = 'document', dryRun = false) {
      live(mode)
      if (submitter === undefined) throw readOnly()
      return submitter.submit(file, mode, dryRun)
    },
    receipt: (submission) => receiptOf(view(), submission),
    item: (id) => onSnapshot((at) => reportItem(at, id)),
    positionOf(hex) {
      check()
      const claim = fromHex(hex)
      const at = claim?.length === 32 ? positionOfClaim(store, textOfHash(claim)) : undefined
      return at !== undefined && claimHex(view(), at) === hex.toLowerCase() ? at : undefined
    },
    history(id) {
      check()
      return history(id)
    },
    scan: (scan, { market, now } = {}) =>
      onSnapshot(async (at) => {
        const member = at.member(scan.product, scan.serial)
        if (member === undefined && (await confirmUnknown(at, scan.product, scan.serial)) !== undefined) {
          throw new LedgerError('DAMAGED', `the row of pack ${scan.product}/${scan.serial} is gone: run fsck`)
        }
        return judgeScan(at.world, scan, presentOf(at, now), market, rules)
      }),
    scanContainer: (container, { market, now } = {}) =>
      onSnapshot(async (at) => judgeContainer(at.world, container, presentOf(at, now), market, rules)),
    batch: (product, lot) => reportBatch(view(), product, lot),
    lots: (product) => onSnapshot((at) => lotsOf(at, product, MOST_LOTS)),
    async *events(filter = {}) {
      check()
      const snapshot = store.snapshot()
      try {
        yield* loggedEvents(openView(snapshot, config), filter, store)
      } finally {
        await snapshot.release()
      }
    },
    async fsck(onProgress) {
      check()
      await writer?.settle()
      const anchors = await readAnchors(anchorFolder, config.ledgerId)
      return fsck(store, nodeCrypto(), onProgress, furthest(anchors), { rules, anchors, now: options.clock() })
    },
    async seal() {
      live()
      if (sealer === undefined) throw readOnly()
      return sealer.seal()
    },
    checkpoint() {
      const { store: reader, head: now } = view()
      return readCheckpoint(reader, now.checkpoint)
    },
    async *exportBundle(product, lot, how) {
      check()
      if (writer !== undefined && writer.broken === undefined) {
        live()
        await sealer?.seal()
      }
      const snapshot = store.snapshot()
      try {
        yield* exportBundle(openView(snapshot, config), { type: 'batch', product, lot }, how)
      } finally {
        await snapshot.release()
      }
    },
    async *exportLog() {
      check()
      if (writer !== undefined && writer.broken === undefined) {
        live()
        await sealer?.seal()
      }
      const snapshot = store.snapshot()
      try {
        yield* exportLog(openView(snapshot, config))
      } finally {
        await snapshot.release()
      }
    },
    stats() {
      const { size, claims, packs, streams, epochs, checkpoint } = view().head
      return { entries: size, claims, packs, streams, epochs, checkpoint }
    },
    async close() {
      if (closed) return
      closed = true
      try {
        await writer?.settle()
        if (writer !== undefined && writer.broken === undefined) await markClean(store).catch(() => undefined)
        // After a failed write nobody knows what is on the disk; the anchor says what was known before.
        if (writer !== undefined) await keeper.close()
      } finally {
        // The lock on the directory is given back whatever happens.
        await store.close()
      }
    },
  }
}

/**
 * Read by the next opening: nothing was under way. When even this cannot be written the next opening looks closer, which is
 * what a database in such a state needs; nothing that was acknowledged hangs on it.
 */
async function markClean(store: Store): Promise<void> {
  if (store.get(CLEAN) !== undefined) return
  const batch = store.batch()
  batch.put(CLEAN, closeRow(CLEAN, Uint8Array.of(1)))
  await batch.write()
}
