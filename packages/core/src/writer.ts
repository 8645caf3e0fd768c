/**
 * The one place that changes a ledger. Groups are judged one after the other in memory; one is being written while the next
 * is judged, and nobody hears of a group before its batch is on the disk.
 */
import {
  decodeClaim,
  decodeEntry,
  type Hash,
  hashSubmission,
  hashTime,
  keyIdOf,
  readClaim,
  type SeenEvent,
  type Signer,
  type StreamName,
  type Subtree,
  signSubmission,
} from '@packtrail/protocol'
import { claimLeafText, type HashText, hashOfText, pushText, rootText, textOfHash } from './claim-hash.ts'
import { EntryWriter } from './entry-bytes.ts'
import { LedgerError } from './error.ts'
import { type Group, newGroup, type PendingEntry, type SubmissionRef } from './group.ts'
import { appendEntries } from './group-entries.ts'
import { type ClaimName, textOfClaim } from './hash-thread.ts'
import { type Config, type Head, writeHead } from './head.ts'
import { levelError } from './level-error.ts'
import { type LogReader, logReader } from './log-rows.ts'
import { type LogWriter, openLogWriter } from './log-writer.ts'
import type { ClaimFate } from './master-rows.ts'
import { nodeCrypto, sha256 } from './node-crypto.ts'
import { pretendingTables } from './pretend.ts'
import { RowWriter } from './row-bytes.ts'
import { soleKey } from './row-key.ts'
import type { SerialSet } from './serial-set.ts'
import { signerOf } from './signed-by.ts'
import type { Store, StoreBatch } from './store.ts'
import { streamKeys, writeFullChunks } from './stream-rows.ts'
import { changesOf, claimKey, flushTables, rollbackTables, settleTables, type Tables } from './tables.ts'
import { applyCounts, type Counts } from './tx-world.ts'

export const CLEAN: Uint8Array = soleKey('X')

/** Resolves when what has happened meanwhile was heard of: the first turn ends before the event loop looks. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      setImmediate(resolve)
    })
  })
}

/** Root of a submission without tallies. */
function rootOfClaims(claims: readonly ClaimName[]): HashText {
  const hashes: HashText[] = []
  claims.forEach((claim, i) => {
    pushText(hashes, i, claimLeafText(textOfClaim(claim)))
  })
  return rootText(hashes)
}

/** What is known of an entry that may not be on the disk yet. */
export interface KnownEntry {
  readonly streamId: string | undefined
  readonly claim: HashText
  /** `undefined` for genesis and epochs; without a hash while its group is not signed. */
  readonly submission: SubmissionRef | undefined
  readonly kind: string
  readonly recorded: number
}

export interface Writer {
  readonly config: Config
  readonly tables: Tables
  readonly counts: Counts
  readonly store: Store
  readonly signer: Signer
  readonly head: Head
  readonly streamIdOf: (name: StreamName) => string
  /** Bytes of the whole claim whose first entry is at `g`, also of claims not yet on the disk. */
  claimBytes(g: number): Uint8Array | undefined
  entryAt(g: number): KnownEntry
  /** Where the claim with this hash has its first entry. */
  positionOf(claim: HashText): number | undefined
  /** The party whose key signed the claim; `undefined` when the operator vouches for another's word. */
  signerAt(g: number): string | undefined
  /** The event of a claim, read anew from its bytes. */
  eventAt(g: number): SeenEvent | undefined
  /** Roots of subtrees of the log as it is on the disk. */
  readonly subtree: Subtree
  random(size: number): Uint8Array
  /** A number for a manifest that no other will ever have, whatever happens to this one. */
  takeManifestId(): number
  countPacks(by: number): void
  /** Rows that go into the batch of the group that is being judged. */
  alsoWrite(fill: (batch: StoreBatch, row: RowWriter) => void): void
  /** Run `work` when nothing else changes the ledger; nothing is written by this alone. */
  exclusive<T>(work: () => Promise<T>): Promise<T>
  /** Build a group and make it durable. `build` must not wait for anything: a group is judged in one go. */
  commit<T>(build: (group: Group) => T): Promise<T>
  /** Judge as `commit` does, any number of groups, and forget all of it: nothing is written. Others wait meanwhile. */
  rehearse<T>(work: (group: Group) => Promise<T>): Promise<T>
  readonly rehearsing: boolean
  /** While rehearsing: the members of a manifest too large for rows in memory. */
  pretend(product: string, manifest: number, serials: SerialSet): void
  /** As `commit`, for a caller that holds `exclusive`. */
  commitHeld<T>(build: (group: Group) => T): Promise<T>
  /** As `commit`, but resolves when the group is on its way: `durable` tells when it has arrived. */
  submit<T>(build: (group: Group) => T): Promise<{ readonly value: T; readonly durable: Promise<void> }>
  /** As `submit`, for a caller that holds `exclusive`. */
  submitHeld<T>(build: (group: Group) => T): Promise<{ readonly value: T; readonly durable: Promise<void> }>
  /** Write rows of its own, after everything before is durable. The caller holds `exclusive`. */
  write(fill: (batch: StoreBatch, row: RowWriter) => void, head?: Partial<Head>): Promise<void>
  /** Append an epoch entry; used by `seal`. The caller holds `exclusive`. */
  pushEpoch(mapRoot: Hash, recorded: number): HashText
  /** Why nothing more is written. */
  readonly broken: LedgerError | undefined
  /** What was written so far has arrived; for a caller that holds `exclusive`. */
  settled(): Promise<void>
  /** Wait for what is under way. */
  settle(): Promise<void>
  now(): number
}

/** @param durable Told what the log has reached, each time that is on the disk. */
export function openWriter(
  store: Store,
  config: Config,
  start: Head,
  signer: Signer,
  clock: () => number,
  durable: (head: Head) => void = () => undefined,
): Writer {
  const crypto = nodeCrypto()
  let rehearsing = false
  const { tables, pretend, forget } = pretendingTables(store)
  const counts: Counts = new Map()
  const row = new RowWriter()
  const log: LogWriter = openLogWriter(store, start.size, start.hashes)
  const reader: LogReader = logReader(store)
  const entryWriter = new EntryWriter(textOfHash(config.ledgerId))
  const streamIdOf = streamKeys(config.ledgerId)
  let head: Head = start
  let broken: LedgerError | undefined
  let dirty = false
  /** The last group, until the next one is written: its entries may not be readable from the store yet. */
  let current: Group | undefined
  let flying: Group | undefined
  let also: ((batch: StoreBatch, row: RowWriter) => void)[] = []
  let writing: Promise<void> = Promise.resolve()
  let arriving = false
  let lock: Promise<unknown> = Promise.resolve()

  const check = (): void => {
    if (broken !== undefined) throw broken
  }
  const fail = (error: unknown): LedgerError => {
    const isFull = error instanceof Error && levelError(error, '').code === 'DISK_FULL'
    broken ??= isFull
      ? new LedgerError('DISK_FULL', 'the ledger stopped: the disk is full. Make room and open it again', {
          cause: error,
        })
      : new LedgerError(
          'LEDGER_FAILED',
          'the ledger stopped: what the last write left on the disk is not known. Close it and open it again',
          { cause: error },
        )
    return broken
  }
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const run = lock.then(() => {
      check()
      return work()
    })
    lock = run.catch(() => undefined)
    return run
  }
  const pendingAt = (g: number): PendingEntry | undefined => {
    for (const group of [current, flying]) {
      if (group !== undefined && g >= group.first && g < group.next) return group.entries[g - group.first]
    }
    return undefined
  }

  const signGroup = async (ref: SubmissionRef, attests: boolean, at: number, group: Group): Promise<void> => {
    const salt = crypto.random(16)
    const keyId = keyIdOf(sha256, signer.publicKey)
    const bytes = await signSubmission(signer, {
      ledgerId: config.ledgerId,
      keyId,
      seq: head.operatorSeq,
      count: ref.claims.length,
      root: hashOfText(rootOfClaims(ref.claims)),
      seen: undefined,
      time: hashTime(sha256, at, salt),
      attests,
    })
    ref.hash = textOfHash(hashSubmission(sha256, bytes))
    const fates = new Array<ClaimFate>(ref.claims.length)
    group.entries.forEach((entry, i) => {
      if (entry.submission === ref && entry.opens !== undefined) fates[entry.opens.index] = { g: group.first + i }
    })
    tables.submissions.put(ref.hash, { bytes, ms: at, salt, keyId, fates, tallies: [] })
    head = { ...head, operatorSeq: head.operatorSeq + 1 }
  }

  /** Resolves when the batch is on its way; its `done` when it has arrived. */
  const launch = async (fill: (batch: StoreBatch) => void): Promise<{ readonly done: Promise<void> }> => {
    await writing
    check()
    const batch = store.batch()
    try {
      applyCounts(tables, counts)
      fill(batch)
      for (const extra of also) extra(batch, row)
      also = []
      log.flush(batch)
      flushTables(tables, batch, row)
      if (!dirty) batch.del(CLEAN)
      writeHead(batch, row, head)
    } catch (error) {
      await batch.discard().catch(() => undefined)
      throw fail(error)
    }
    const written = head
    arriving = true
    const done = batch.write().then(
      () => {
        arriving = false
        dirty = true
        settleTables(tables)
        durable(written)
      },
      (error: unknown) => {
        throw fail(error)
      },
    )
    writing = done.catch(() => undefined)
    return { done }
  }

  const submitHeld = async <T>(build: (group: Group) => T): Promise<{ value: T; durable: Promise<void> }> => {
    const group = newGroup(log.size, Math.max(clock(), head.recorded), config.operator)
    current = group
    try {
      const value = build(group)
      if (group.entries.length === 0 && also.length === 0 && changesOf(tables) === 0) {
        current = undefined
        return { value, durable: writing.then(check) }
      }
      // Whoever waited for the group before may go on and have the next one read and hashed, while this one is written.
      if (arriving) await nextTurn()
      await group.hasher.finish()
      if (group.attested.claims.length > 0) await signGroup(group.attested, true, group.recorded, group)
      if (group.own.claims.length > 0) await signGroup(group.own, false, group.recorded, group)
      const { streams, fresh } = appendEntries(tables, log, entryWriter, streamIdOf, group)
      head = {
        ...head,
        size: log.size,
        hashes: [...log.hashes],
        recorded: group.entries.length > 0 ? group.recorded : head.recorded,
        claims: head.claims + group.claims,
        streams: head.streams + fresh,
      }
      const { done } = await launch((batch) => {
        for (const stream of streams) writeFullChunks(batch, row, stream)
      })
      flying = group
      current = undefined
      return { value, durable: done }
    } catch (error) {
      throw fail(error)
    }
  }
  const submit = <T>(build: (group: Group) => T): Promise<{ value: T; durable: Promise<void> }> =>
    exclusive(() => submitHeld(build))

  return {
    config,
    tables,
    counts,
    store,
    signer,
    streamIdOf,
    get head() {
      return head
    },
    get broken() {
      return broken
    },
    claimBytes(g) {
      const pending = pendingAt(g)
      return pending === undefined ? reader.claim(g)?.bytes : pending.opens?.bytes
    },
    entryAt(g) {
      const pending = pendingAt(g)
      if (pending !== undefined) {
        const { kind, claim, submission, stream } = pending
        const { recorded } = (g >= (current?.first ?? Number.POSITIVE_INFINITY) ? current : flying) as Group
        return { kind, claim: textOfClaim(claim), submission, recorded, streamId: streamIdOf(stream) }
      }
      const { kind, claim, submission, recorded, stream } = decodeEntry(reader.entry(g))
      return {
        kind,
        recorded,
        claim: textOfHash(claim),
        submission: submission === undefined ? undefined : { hash: textOfHash(submission), claims: [] },
        streamId: stream === undefined ? undefined : textOfHash(stream),
      }
    },
    positionOf: (claim) => current?.find(claim) ?? tables.claims.get(claimKey(claim)),
    signerAt(g) {
      const pending = pendingAt(g)
      if (pending !== undefined) return pending.submission.signer
      const { submission } = decodeEntry(reader.entry(g))
      const signed = submission === undefined ? undefined : tables.submissions.get(textOfHash(submission))
      return signerOf(signed, (id) => tables.keys.get(id)?.actor)
    },
    eventAt(g) {
      const bytes = this.claimBytes(g)
      return bytes === undefined ? undefined : readClaim(decodeClaim(bytes))
    },
    subtree: reader.subtree,
    settled: () => writing,
    random: (size) => crypto.random(size),
    takeManifestId() {
      head = { ...head, nextManifest: head.nextManifest + 1 }
      return head.nextManifest - 1
    },
    countPacks(by) {
      head = { ...head, packs: head.packs + by }
    },
    alsoWrite(fill) {
      also.push(fill)
    },
    exclusive,
    submit,
    submitHeld,
    async commit(build) {
      const { value, durable } = await submit(build)
      await durable
      return value
    },
    get rehearsing() {
      return rehearsing
    },
    pretend,
    rehearse: (work) =>
      exclusive(async () => {
        await writing
        const before = head
        const group = newGroup(log.size, Math.max(clock(), head.recorded), config.operator)
        current = group
        rehearsing = true
        try {
          return await work(group)
        } finally {
          rehearsing = false
          current = undefined
          forget()
          head = before
          also = []
          counts.clear()
          rollbackTables(tables)
        }
      }),
    async commitHeld(build) {
      const { value, durable } = await submitHeld(build)
      await durable
      return value
    },
    async write(fill, change) {
      check()
      head = { ...head, ...change }
      const { done } = await launch((batch) => fill(batch, row))
      await done
    },
    pushEpoch(mapRoot, recorded) {
      const bytes = entryWriter.write({
        g: log.size,
        stream: undefined,
        s: head.epochs,
        previous: head.epochLeaf,
        recorded,
        kind: 'epoch',
        claim: textOfHash(mapRoot),
        submission: undefined,
      })
      const leaf = entryWriter.leaf()
      log.push(bytes, leaf, { kind: 'none' })
      head = {
        ...head,
        size: log.size,
        hashes: [...log.hashes],
        recorded,
        epochs: head.epochs + 1,
        epochAt: log.size - 1,
        epochLeaf: leaf,
        mapRoot: textOfHash(mapRoot),
      }
      return leaf
    },
    settle: () => exclusive(() => writing).catch(() => undefined),
    now: () => Math.max(clock(), head.recorded),
  }
}
