/** The streams of a bundle: what the map says of each, and whether the entries that come are exactly those. */
import {
  compareText,
  type Entry,
  equalBytes,
  FormatError,
  frontierRoot,
  type Hash,
  type MapItem,
  pushLeaf,
  type Run,
  rootFromSubset,
  type Sha256,
  type StreamName,
  streamKey,
  streamText,
  toHex,
} from '@packtrail/protocol'
import type { Findings } from './findings.ts'
import { streamLabel } from './label.ts'
import type { SeenHead } from './memory.ts'

export interface RunBounds {
  /** Log positions of the first and the last entry of the run. */
  readonly from: number
  to: number
  /** Rows of the claims of both in the event store, -1 where one was not opened. */
  readonly fromRow: number
  toRow: number
  readonly fromS: number
  toS: number
}

export interface Stream {
  readonly key: Hash
  readonly name: StreamName
  readonly label: string
  readonly head: { readonly size: number; readonly root: Hash; readonly last: Hash }
  readonly runs: readonly Run[]
  readonly proof: readonly Hash[]
  /** Of a container: what was received of each run. */
  readonly received: RunBounds[]
  /** Index in the stream of the next entry that must come; -1 after the last. */
  next: number
  run: number
  count: number
  previous: Hash | undefined
  previousS: number
  broken: boolean
  /** Number of its current run, over all streams. */
  runNumber: number
  /** Frontier of a whole stream; leaves of a stream of which runs are shown. */
  readonly frontier: Hash[]
  readonly leaves: Hash[]
}

export interface StreamTable {
  readonly size: number
  /** A stream frame, against the head that the map shows for it. */
  open(name: StreamName, runs: readonly Run[], proof: readonly Hash[]): void
  /** After the last stream frame: whether the map shows just these. */
  close(): void
  byName(name: StreamName): Stream | undefined
  byKey(key: Hash): Stream | undefined
  /** Whether `entry` is the one that must come next of its stream; resynchronises after a gap. */
  take(stream: Stream, entry: Entry, leaf: Hash, row: number): void
  /** Number of the run of entries that was taken last, over all streams. */
  readonly runNumber: number
  /** After the last entry: whether all came and give the root that was signed for. */
  finish(): void
  all(): IterableIterator<Stream>
}

export interface StreamContext {
  readonly sha256: Sha256
  readonly findings: Findings
  readonly ledgerId: Hash
  /** Heads that the map shows. */
  readonly shown: readonly MapItem[]
  /** The batch stream as the auditor knows it from before. */
  readonly remembered: { readonly name: StreamName; readonly head: SeenHead } | undefined
}

export function streamTable({ sha256, findings, ledgerId, shown, remembered }: StreamContext): StreamTable {
  const heads = new Map(shown.map((item) => [toHex(item.key), item]))
  const byText = new Map<string, Stream>()
  const byKey = new Map<string, Stream>()
  let last: string | undefined
  let runCount = 0
  let taken = 0
  let latest: Stream | undefined
  const watched = remembered === undefined ? undefined : streamText(remembered.name)

  return {
    get size() {
      return byText.size
    },
    get runNumber() {
      return taken
    },
    open(name, runs, proof) {
      const text = streamText(name)
      const label = streamLabel(name)
      const stream = { stream: label }
      if (last !== undefined && compareText(last, text) >= 0) return findings.add('STREAM_ORDER', { params: stream })
      last = text
      const bytes = streamKey(sha256, ledgerId, name).slice()
      const key = toHex(bytes)
      const head = heads.get(key)
      if (head === undefined) return findings.add('STREAM_MISSING', { params: stream })
      heads.delete(key)
      const shownEntries = runs.reduce((sum, { from, to }) => sum + to - from, 0)
      const extra = name.type !== 'container' && proof.length > 0
      if (runs.length === 0 || extra || (runs.at(-1) as Run).to > head.size)
        findings.add('STREAM_RUNS', { params: stream })
      if (name.type !== 'container' && shownEntries !== head.size) {
        findings.add('STREAM_NOT_WHOLE', { params: { ...stream, found: shownEntries, wanted: head.size } })
      }
      const made = newStream(bytes, name, label, head, runs, proof)
      byText.set(text, made)
      byKey.set(key, made)
    },
    close() {
      if (heads.size > 0) {
        findings.add('MAP_HEADS', { params: { found: byText.size + heads.size, wanted: byText.size } })
      }
      heads.clear()
    },
    byName: (name) => byText.get(streamText(name)),
    byKey(key) {
      if (latest === undefined || !equalBytes(latest.key, key)) latest = byKey.get(toHex(key))
      return latest
    },
    take(stream, entry, leaf, row) {
      const at = { g: entry.g, s: entry.s, stream: stream.label }
      if (entry.s !== stream.next) {
        const ahead = stream.next >= 0 && entry.s > stream.next
        const code = ahead ? 'ENTRY_MISSING' : 'ENTRY_ADDED'
        findings.add(code, { params: { ...at, wanted: stream.next }, evidence: [entry.g] })
        stream.broken = true
        if (!ahead) return
        seek(stream, entry.s)
      } else if (stream.previousS === entry.s - 1 && !sameHash(stream.previous, entry.previous)) {
        findings.add('CHAIN_BROKEN', { params: at, evidence: [entry.g] })
      }
      if (stream.previousS !== entry.s - 1 || stream.count === 0) stream.runNumber = ++runCount
      taken = stream.runNumber
      receive(stream, entry, leaf, row)
      if (stream.name.type === 'container') stream.leaves.push(leaf)
      else pushLeaf(sha256, stream.frontier, stream.count, leaf)
      stream.count++
      if (watched !== undefined && remembered?.head.size === stream.count && streamText(stream.name) === watched) {
        checkPrefix(stream, remembered.head)
      }
    },
    finish() {
      for (const stream of byText.values()) finishStream(stream)
    },
    all: () => byText.values(),
  }

  /** The auditor's memory of the batch holds the root over its first entries. */
  function checkPrefix(stream: Stream, head: SeenHead): void {
    if (stream.broken || equalBytes(frontierRoot(sha256, stream.frontier), head.root)) return
    findings.add('BATCH_REWRITTEN', { params: { size: head.size } })
  }

  function finishStream(stream: Stream): void {
    const params = { stream: stream.label }
    if (stream.next >= 0) findings.add('ENTRY_MISSING', { params: { ...params, wanted: stream.next } })
    if (stream.next >= 0 || stream.broken) return
    if (!equalBytes(rootOf(stream), stream.head.root)) findings.add('STREAM_ROOT', { params })
    else if (stream.previousS === stream.head.size - 1 && !sameHash(stream.previous, stream.head.last)) {
      findings.add('STREAM_LAST', { params })
    }
  }

  function rootOf(stream: Stream): Hash {
    if (stream.name.type !== 'container') return frontierRoot(sha256, stream.frontier)
    let at = 0
    try {
      return rootFromSubset(sha256, stream.head.size, stream.runs, () => stream.leaves[at++] as Hash, stream.proof)
    } catch (error) {
      if (error instanceof FormatError) return new Uint8Array(0)
      throw error
    }
  }
}

function newStream(
  key: Hash,
  name: StreamName,
  label: string,
  head: MapItem,
  runs: readonly Run[],
  proof: readonly Hash[],
): Stream {
  // What is kept is copied: a view would keep the frame it was read from.
  const { size } = head
  return {
    key,
    name,
    label,
    head: { size, root: head.root.slice(), last: head.last.slice() },
    runs,
    proof: proof.map((hash) => hash.slice()),
    received: [],
    next: runs[0]?.from ?? -1,
    run: 0,
    count: 0,
    previous: undefined,
    previousS: -2,
    broken: false,
    runNumber: 0,
    frontier: [],
    leaves: [],
  }
}

function sameHash(a: Hash | undefined, b: Hash | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b)
}

/** Go on at `s`, which lies ahead. */
function seek(stream: Stream, s: number): void {
  while (stream.run < stream.runs.length && (stream.runs[stream.run] as Run).to <= s) stream.run++
}

function receive(stream: Stream, entry: Entry, leaf: Hash, row: number): void {
  const run = stream.runs[stream.run]
  const bounds = stream.received.at(-1)
  if (stream.name.type === 'container') {
    if (bounds !== undefined && stream.previousS === entry.s - 1) {
      bounds.to = entry.g
      bounds.toRow = row
      bounds.toS = entry.s
    } else {
      stream.received.push({ from: entry.g, to: entry.g, fromRow: row, toRow: row, fromS: entry.s, toS: entry.s })
    }
  }
  stream.previous = leaf
  stream.previousS = entry.s
  if (run === undefined || entry.s + 1 < run.to) stream.next = entry.s + 1
  else {
    stream.run++
    stream.next = stream.runs[stream.run]?.from ?? -1
  }
}
