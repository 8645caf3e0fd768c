/** The streams of a bundle: what the map says of each, and whether the entries that come are exactly those. */
import {
  compareText,
  type Entry,
  equalBytes,
  type Hash,
  type Run,
  type Sha256,
  type StreamName,
  streamKey,
  streamText,
} from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import { streamLabel } from './label.ts'
import type { Heads } from './map-proof.ts'
import type { SeenHead } from './memory.ts'
import { streamHashes } from './stream-hashes.ts'

export interface RunBounds {
  /** Log positions of the first and the last entry of the run. */
  readonly from: number
  to: number
  /** Rows of the claims of both in the event store, -1 where one was not opened. */
  readonly fromRow: number
  toRow: number
  /** Row of the last but one. */
  beforeRow: number
  readonly fromS: number
  toS: number
}

/** A stream of the bundle. Lean, for there may be tens of thousands of containers; hashes stand in columns of the table. */
export interface Stream {
  readonly name: StreamName
  /** Its row among the heads that the map shows. */
  readonly row: number
  /** Entries it has. */
  readonly size: number
  readonly runs: readonly Run[]
  /** Of a container: what was received of each run. */
  readonly received: RunBounds[]
  /** Index in the stream of the next entry that must come; -1 after the last. */
  next: number
  run: number
  count: number
  previousS: number
  broken: boolean
  /** Number of its current run, over all streams. */
  runNumber: number
}

export interface StreamTable {
  readonly size: number
  /** A stream frame, against the head that the map shows for it. */
  open(name: StreamName, runs: readonly Run[], proof: readonly Hash[]): void
  /** After the last stream frame: whether the map shows just these. */
  close(): void
  byName(name: StreamName): Stream | undefined
  byKey(key: Hash): Stream | undefined
  /** The root that the ledger signed for. */
  root(stream: Stream): Hash
  /** Whether `entry` is the one that must come next of its stream; resynchronises after a gap. */
  take(stream: Stream, entry: Entry, leaf: Hash, row: number): void
  /** After the last entry: whether all came and give the root that was signed for. */
  finish(): void
  all(): Iterable<Stream>
  /** Leaves that are shown, by their index in the stream, in its order. */
  leaves(stream: Stream): Iterable<readonly [number, Hash]>
}

export interface StreamContext {
  readonly sha256: Sha256
  readonly findings: Findings
  readonly ledgerId: Hash
  /** Heads that the map shows. */
  readonly shown: Heads
  /** The batch stream as the auditor knows it from before. */
  readonly remembered: { readonly name: StreamName; readonly head: SeenHead } | undefined
  /** Other bundles of the same ledger may be compared with this one. */
  readonly keepsLeaves: boolean
}

export function streamTable(context: StreamContext): StreamTable {
  const { sha256, findings, ledgerId, shown, remembered } = context
  const streams: (Stream | undefined)[] = []
  const hashes = streamHashes(sha256, context.keepsLeaves)
  let opened = 0
  let last: string | undefined
  let runCount = 0
  let latest: { readonly key: Hash; readonly stream: Stream | undefined } | undefined
  const watched = remembered === undefined ? undefined : streamText(remembered.name)

  const find = (key: Hash): Stream | undefined => {
    const row = shown.find(key)
    return row < 0 ? undefined : streams[row]
  }

  /** The auditor's memory of the batch holds the root over its first entries. */
  const checkPrefix = (stream: Stream): void => {
    if (remembered?.head.size !== stream.count || streamText(stream.name) !== watched || stream.broken) return
    if (equalBytes(hashes.wholeRoot(stream), remembered.head.root)) return
    findings.add('BATCH_REWRITTEN', { params: { size: remembered.head.size } })
  }

  const finish = (stream: Stream): void => {
    const params = { stream: streamLabel(stream.name) }
    if (stream.next >= 0) findings.add('ENTRY_MISSING', { params: { ...params, wanted: stream.next } })
    if (stream.next >= 0 || stream.broken) return
    const root = isWhole(stream) ? hashes.wholeRoot(stream) : hashes.partRoot(stream)
    if (!equalBytes(root, shown.root(stream.row))) findings.add('STREAM_ROOT', { params })
    else if (stream.previousS === stream.size - 1 && !hashes.follows(stream, shown.last(stream.row))) {
      findings.add('STREAM_LAST', { params })
    }
  }

  return {
    get size() {
      return opened
    },
    open(name, runs, proof) {
      const text = streamText(name)
      const params = { stream: streamLabel(name) }
      if (last !== undefined && compareText(last, text) >= 0) return findings.add('STREAM_ORDER', { params })
      last = text
      const row = shown.find(streamKey(sha256, ledgerId, name))
      if (row < 0) return findings.add('STREAM_MISSING', { params })
      const size = shown.size(row)
      const found = runs.reduce((sum, { from, to }) => sum + to - from, 0)
      const whole = name.type !== 'container'
      if (runs.length === 0 || (whole && proof.length > 0) || (runs.at(-1) as Run).to > size) {
        findings.add('STREAM_RUNS', { params })
      }
      if (whole && found !== size) findings.add('STREAM_NOT_WHOLE', { params: { ...params, found, wanted: size } })
      const stream = newStream(name, row, size, runs)
      streams[row] = stream
      opened++
      hashes.open(stream, proof)
    },
    close() {
      if (opened < shown.count) findings.add('MAP_HEADS', { params: { found: shown.count, wanted: opened } })
    },
    byName: (name) => find(streamKey(sha256, ledgerId, name)),
    byKey(key) {
      if (latest === undefined || !equalBytes(latest.key, key)) latest = { key: copyOf(key), stream: find(key) }
      return latest.stream
    },
    root: ({ row }) => copyOf(shown.root(row)),
    take(stream, entry, leaf, row) {
      if (entry.s !== stream.next) {
        const ahead = stream.next >= 0 && entry.s > stream.next
        const code = ahead ? 'ENTRY_MISSING' : 'ENTRY_ADDED'
        const params = { g: entry.g, s: entry.s, stream: streamLabel(stream.name), wanted: stream.next }
        findings.add(code, { params, evidence: [entry.g] })
        stream.broken = true
        if (!ahead) return
        seek(stream, entry.s)
      } else if (stream.previousS === entry.s - 1 && !hashes.follows(stream, entry.previous)) {
        const params = { s: entry.s, stream: streamLabel(stream.name) }
        findings.add('CHAIN_BROKEN', { params, evidence: [entry.g] })
      }
      if (stream.previousS !== entry.s - 1 || stream.count === 0) stream.runNumber = ++runCount
      receive(stream, entry, row)
      hashes.push(stream, leaf)
      stream.count++
      if (remembered !== undefined) checkPrefix(stream)
    },
    finish() {
      for (const stream of streams) if (stream !== undefined) finish(stream)
    },
    *all() {
      for (const stream of streams) if (stream !== undefined) yield stream
    },
    *leaves(stream) {
      const leaves = hashes.leaves(stream)[Symbol.iterator]()
      for (const { from, to } of stream.runs) {
        for (let s = from; s < to; s++) {
          const leaf = leaves.next()
          if (leaf.done === true) return
          yield [s, leaf.value]
        }
      }
    },
  }
}

function isWhole({ name }: Stream): boolean {
  return name.type !== 'container'
}

function newStream(name: StreamName, row: number, size: number, runs: readonly Run[]): Stream {
  const next = runs[0]?.from ?? -1
  return { name, row, size, runs, received: [], next, run: 0, count: 0, previousS: -2, broken: false, runNumber: 0 }
}

/** Go on at `s`, which lies ahead. */
function seek(stream: Stream, s: number): void {
  while (stream.run < stream.runs.length && (stream.runs[stream.run] as Run).to <= s) stream.run++
}

function receive(stream: Stream, entry: Entry, row: number): void {
  const run = stream.runs[stream.run]
  const bounds = stream.received.at(-1)
  if (!isWhole(stream)) {
    if (bounds !== undefined && stream.previousS === entry.s - 1) {
      bounds.to = entry.g
      bounds.beforeRow = bounds.toRow
      bounds.toRow = row
      bounds.toS = entry.s
    } else {
      stream.received.push({
        from: entry.g,
        to: entry.g,
        fromRow: row,
        beforeRow: -1,
        toRow: row,
        fromS: entry.s,
        toS: entry.s,
      })
    }
  }
  stream.previousS = entry.s
  if (run === undefined || entry.s + 1 < run.to) stream.next = entry.s + 1
  else {
    stream.run++
    stream.next = stream.runs[stream.run]?.from ?? -1
  }
}
