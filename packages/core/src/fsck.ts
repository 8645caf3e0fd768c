/**
 * Derive everything anew from the stored bytes and say where the ledger's rows differ from it. Reads one snapshot, mostly in the
 * order of the keys; what it derives it keeps in a scratch database beside it, so that memory stays flat at any size. Damage
 * never makes it throw: it is what it is there to report. It finds what chance does to a database, and what a forger does who
 * leaves any hash, signature, count or index as it was; who holds the ledger's key can make all of it fit (docs/spec, section 2).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Crypto, Hash } from '@packtrail/protocol'
import { type Anchors, furthest } from './anchor.ts'
import { hashOfText } from './claim-hash.ts'
import { futureRemark } from './clock-check.ts'
import { defaultRules, type Rules } from './custody.ts'
import { LedgerError } from './error.ts'
import { checkpointCheck } from './fsck-checkpoints.ts'
import { type ClaimCheck, claimCheck } from './fsck-claims.ts'
import { compareFold } from './fsck-fold.ts'
import { findConfig, findHead, type LogEnd, logEnd } from './fsck-head.ts'
import { entryOrder, walkLog } from './fsck-log.ts'
import { checkManifests, type ManifestCheck } from './fsck-manifests.ts'
import { checkMap } from './fsck-map.ts'
import { makeReplay, type Replay } from './fsck-replay.ts'
import { type FsckNotes, type FsckReport, fsckNotes } from './fsck-report.ts'
import { eachRow, readOne, rowCursor } from './fsck-rows.ts'
import { compareStates } from './fsck-state.ts'
import { type StreamCheck, streamCheck } from './fsck-streams.ts'
import { checkSubmissions } from './fsck-submissions.ts'
import { type LogTree, logTree } from './fsck-tree.ts'
import type { Config, Head } from './head.ts'
import { openLevelStore } from './level-store.ts'
import { BLOCK, blockOf, readClaimRefs } from './log-rows.ts'
import { describeKey } from './row-bytes.ts'
import { numberKey, type RowKind, rangeOf, readNumber } from './row-key.ts'
import type { Store, StoreReader, StoreSnapshot } from './store.ts'

export type { FsckCode, FsckProblem, FsckReport } from './fsck-report.ts'

export type FsckPart = 'manifests' | 'log' | 'streams' | 'map' | 'goods' | 'submissions'

export interface FsckProgress {
  readonly part: FsckPart
  /** Entries walked, while the part is the log. */
  readonly done: number
  readonly of: number
}

/** What the log had reached, as it is kept outside of the database. */
export interface FsckAnchor {
  readonly size: number
  readonly root: Hash
}

export interface FsckOptions {
  /** Under which the ledger has judged. */
  readonly rules?: Rules
  /** The anchor files as they were read, to say which are missing or prove nothing. */
  readonly anchors?: Anchors
  /** By this computer's clock, ms since 1970. */
  readonly now?: number
  /** An empty store for what is derived; closed at the end. When absent, a database in the system's folder for temporary files. */
  readonly scratch?: () => Promise<Store>
}

/**
 * Check a whole ledger.
 * @throws LedgerError STORE when the scratch database cannot be made or the ledger's cannot be read at all.
 */
export async function fsck(
  store: Store,
  crypto: Crypto,
  onProgress: (progress: FsckProgress) => void = () => undefined,
  anchor?: FsckAnchor,
  options: FsckOptions = {},
): Promise<FsckReport> {
  const snapshot = store.snapshot()
  const notes = fsckNotes()
  try {
    return await withScratch(options.scratch, (scratch) =>
      checkAll({ store: snapshot, scratch, crypto, onProgress, anchor, options, notes }),
    )
  } catch (error) {
    // A row that everything else is asked of: what cannot even be read is what this is there to report.
    if (!(error instanceof LedgerError) || error.code !== 'DAMAGED') throw error
    notes.problem('DATABASE', 'database', `${error.message}. What hangs on it was not checked.`)
    return notes.report()
  } finally {
    await snapshot.release()
  }
}

async function withScratch<T>(make: FsckOptions['scratch'], work: (scratch: Store) => Promise<T>): Promise<T> {
  const folder = make === undefined ? await mkdtemp(join(tmpdir(), 'packtrail-fsck-')) : undefined
  try {
    const scratch = folder === undefined ? await make?.() : await openLevelStore(join(folder, 'db'), 'create')
    if (scratch === undefined) throw new LedgerError('MISUSE', 'no scratch store was made')
    try {
      return await work(scratch)
    } finally {
      await scratch.close()
    }
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

interface Work {
  readonly store: StoreReader
  readonly scratch: Store
  readonly crypto: Crypto
  readonly onProgress: (progress: FsckProgress) => void
  readonly anchor: FsckAnchor | undefined
  readonly options: FsckOptions
  readonly notes: FsckNotes
}

async function checkAll(work: Work): Promise<FsckReport> {
  const { store, notes, onProgress } = work
  await checkKinds(store, notes)
  const found = findConfig(store, notes)
  const head = findHead(store, notes)
  const { anchors, now } = work.options
  if (anchors !== undefined) lookAtAnchors(notes, anchors)
  const remark = now === undefined || head === undefined ? undefined : futureRemark(head.recorded, now)
  if (remark !== undefined) notes.remark(remark)
  if (found === undefined) {
    // Without the ledger's id nothing can be derived; the checksums of the rows can still be told.
    for (const kind of KINDS) {
      if (!EARLY.includes(kind)) await eachRow(store, rangeOf(kind as RowKind), notes, () => undefined)
    }
    return notes.report()
  }
  const { config } = found
  onProgress({ part: 'manifests', done: 0, of: 1 })
  const manifests = await checkManifests(store, notes, head?.nextManifest)
  const log = await checkLog(work, config, head, manifests)
  const whole = found.stored && log.claims.lost === 0 && !log.replay.failed
  if (!whole) {
    const why = found.stored ? 'something that it follows from is damaged' : 'the secret of the ledger is lost'
    notes.problem('NOT_CHECKED', 'goods', `What follows from all claims was not compared: ${why}.`)
  }
  onProgress({ part: 'goods', done: 0, of: 1 })
  await compareStates({ store, scratch: work.scratch, notes, manifests, size: log.tree.size, whole })
  if (whole) {
    const { scratch, options } = work
    const rules = options.rules ?? defaultRules
    await withScratch(options.scratch, (folded) =>
      compareFold({ store, scratch, folded, notes, manifests, rules }, log.replay.list),
    )
  }
  onProgress({ part: 'submissions', done: 0, of: 1 })
  const operatorSeq = await checkSubmissions({ ...work, config, whole })
  if (head !== undefined) log.end.compare(head, log.tree, { claims: log.claims.opened, operatorSeq })
  return notes.report()
}

interface CheckedLog {
  readonly tree: LogTree
  readonly claims: ClaimCheck
  readonly end: LogEnd
  readonly replay: Replay
}

/** Walks the log once; everything that hangs on it is checked on the way. */
async function checkLog(
  work: Work,
  config: Config,
  head: Head | undefined,
  manifests: ManifestCheck,
): Promise<CheckedLog> {
  const { store, scratch, notes, crypto, onProgress, options } = work
  const rules = options.rules ?? defaultRules
  const tree = logTree(store, notes)
  const streams = streamCheck(store, scratch, notes, config.ledgerId)
  const replay = makeReplay({ store, scratch, notes, config, manifests, rules })
  const claims = claimCheck(store, notes, config, replay)
  const checkpoints = await checkpointCheck(store, notes, crypto, config, head?.checkpoint)
  const order = entryOrder(notes, config.ledgerId)
  const end = logEnd(notes)
  const of = head?.size ?? 0
  let heads: { readonly snapshot: StoreSnapshot; readonly root: Hash } | undefined

  const rest = async (): Promise<void> => {
    if (streams.waiting > FLUSH_STREAMS) await streams.flush()
    if (replay.waiting > FLUSH_ROWS) await replay.flush()
  }
  let next = PROGRESS
  try {
    await walkLog(store, notes, head?.size, {
      visit(at) {
        const { g, entry, leaf } = at
        order(at)
        end.see(at)
        tree.push(leaf)
        if (entry?.stream !== undefined && leaf !== undefined) streams.push(g, entry, leaf)
        claims.visit(at)
        compareAnchor(notes, tree, work.anchor)
      },
      async pause({ g, entry }) {
        if (tree.size === checkpoints.next) await checkpoints.reached(tree, entry?.kind === 'epoch')
        if (g !== head?.epochAt || entry?.kind !== 'epoch') return
        await streams.flush()
        heads = { snapshot: scratch.snapshot(), root: entry.claim }
      },
      pausesAt: (g) => g + 1 === checkpoints.next || g === head?.epochAt,
      rest() {
        if (tree.size >= next) {
          next += PROGRESS
          onProgress({ part: 'log', done: tree.size, of })
        }
        return streams.waiting > FLUSH_STREAMS || replay.waiting > FLUSH_ROWS ? rest() : undefined
      },
    })
    tree.finish()
    await checkTiles(store, notes, tree)
    await checkpoints.finish()
    await finish(work, { tree, streams, replay, heads })
    return { tree, claims, end, replay }
  } finally {
    await heads?.snapshot.release()
  }
}

/** Streams and rows kept in memory before they are written to the scratch database. */
const FLUSH_STREAMS = 4000
const FLUSH_ROWS = 20_000
/** Entries between two reports of progress. */
const PROGRESS = 10_000

async function finish(
  { store, scratch, notes, onProgress, anchor }: Work,
  log: {
    readonly tree: LogTree
    readonly streams: StreamCheck
    readonly replay: Replay
    readonly heads: { readonly snapshot: StoreSnapshot; readonly root: Hash } | undefined
  },
): Promise<void> {
  if (anchor !== undefined && anchor.size > log.tree.size) {
    notes.problem(
      'ANCHOR_AHEAD',
      `anchor ${anchor.size}`,
      `So many entries were there before, but the log has only ${log.tree.size} entries: it is an older copy, or has lost its end.`,
    )
  }
  log.replay.finish()
  await log.streams.flush()
  await log.replay.flush()
  onProgress({ part: 'streams', done: 0, of: 1 })
  await log.streams.compare()
  onProgress({ part: 'map', done: 0, of: 1 })
  if (log.heads !== undefined) await checkMap({ store, notes }, scratch, log.heads.snapshot, log.heads.root)
  else await eachRow(store, rangeOf('n'), notes, () => notes.count('pages'))
}

function lookAtAnchors(notes: FsckNotes, anchors: Anchors): void {
  const { checkpoint, reached } = anchors
  for (const anchor of [checkpoint, reached]) {
    if (anchor !== undefined && 'why' in anchor) {
      notes.problem(
        'ANCHOR_UNREADABLE',
        anchor.path,
        `It cannot be read (${anchor.why}): an older copy would not be noticed.`,
      )
    }
  }
  if (checkpoint === undefined && reached === undefined) {
    notes.remark('No anchor is kept on this computer: an older copy of the ledger would not be noticed.')
  }
  const size = furthest(anchors)?.size
  if (size !== undefined) notes.remark(`An older copy with fewer than ${size} entries would be noticed here.`)
}

function compareAnchor(notes: FsckNotes, tree: LogTree, anchor: FsckAnchor | undefined): void {
  if (anchor === undefined || anchor.size !== tree.size) return
  const root = tree.root()
  if (root !== undefined && Buffer.compare(hashOfText(root), anchor.root) !== 0) {
    notes.problem('ANCHOR_FORK', `anchor ${anchor.size}`, 'It was kept with another root than the log has.')
  }
}

/** Tiles that no entry of the log asks for. */
async function checkTiles(store: StoreReader, notes: FsckNotes, tree: LogTree): Promise<void> {
  await eachRow(store, rangeOf('t'), notes, (key) => {
    const level = key[1] as number
    const tile = readNumber(key, 2)
    if (level === 0 || tile >= tree.tiles(level)) {
      notes.problem('LOG_TILE', `tile ${tile} of level ${level}`, 'It stands behind the end of the log.')
    }
  })
}

const KINDS = 'CHXDedthsnixybqauMmovwkzjc'
/** Those that are read before all others. */
const EARLY = 'CHXD'

/** Rows that no part of the check would ever look at. */
async function checkKinds(store: StoreReader, notes: FsckNotes): Promise<void> {
  const known = [...KINDS].map((kind) => kind.charCodeAt(0)).sort((a, b) => a - b)
  let from = 0
  for (const kind of [...known, 256]) {
    if (kind > from) await unknownRows(store, notes, from, kind)
    from = kind + 1
  }
  for (const kind of ['C', 'H', 'X'] satisfies RowKind[]) {
    await eachRow(store, rangeOf(kind), notes, () => undefined)
  }
  await eachRow(store, rangeOf('D'), notes, (key) => {
    const g = readNumber(key, 1)
    const ref = readOne(store, numberKey('d', blockOf(g)), readClaimRefs)?.[g % BLOCK]
    if (ref !== undefined && ref.kind !== 'large') {
      notes.problem('ENTRY_PLACE', `claim of entry ${g}`, 'It is kept here too, where nothing looks for it.')
    }
  })
}

async function unknownRows(store: StoreReader, notes: FsckNotes, from: number, to: number): Promise<void> {
  const range = { from: Uint8Array.of(from), to: to > 255 ? new Uint8Array(300).fill(255) : Uint8Array.of(to) }
  const cursor = rowCursor(store, range, notes)
  try {
    await cursor.more()
    while (cursor.row !== undefined) {
      const where = `row ${describeKey(cursor.row.key)}`
      notes.problem('ROW_UNKNOWN', where, 'No ledger has rows of this kind.')
      if (cursor.next()) await cursor.more()
    }
  } finally {
    await cursor.close()
  }
}
