/** The frames of a batch's bundle, streamed: stored bytes are copied, and every leaf is computed anew on the way. */
import {
  type BundleFrame,
  consistencyProof,
  decodeClaim,
  decodeEntry,
  decodeSubmission,
  encodeBundleFrame,
  type Field,
  fileStart,
  type Hash,
  inclusionProof,
  MAP_CHUNK,
  type MapItem,
  narrowClaim,
  openTallies,
  type RefusedClaim,
  readClaim,
  runsOf,
  type Subtree,
  shownLeaves,
  streamText,
  submissionLeaves,
  subsetProof,
  subtreeOf,
  TIE_CHUNK,
  tieKeeper,
} from '@packtrail/protocol'
import { type BatchName, type BundlePlan, type PlannedStream, planBundle } from './bundle-plan.ts'
import { type HashText, hashOfText, leafText, pushText, rootText, textOfHash } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { manifestChunks } from './manifest-rows.ts'
import { proveMap } from './map-pages.ts'
import { sha256 } from './node-crypto.ts'
import { readCheckpoint } from './seal.ts'
import { streamRoot } from './stream-rows.ts'
import { indexAt } from './stream-view.ts'
import { manifestSubject } from './subjects.ts'
import type { View } from './view.ts'

export interface ExportOptions {
  /** Also prove that the tree of this size is a beginning of the checkpoint's. */
  readonly since?: number
  /** Fields that are withheld in every claim. */
  readonly withhold?: readonly Field[]
}

/** Bytes gathered before they are handed on. */
const PORTION = 64 << 10

/**
 * The bundle of a batch as of the newest checkpoint.
 * @throws LedgerError NOT_FOUND, DAMAGED naming the entry whose bytes are not what was appended.
 */
export async function* exportBundle(
  view: View,
  batch: BatchName,
  options: ExportOptions = {},
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [fileStart('bundle')]
  let size = 0
  for await (const frame of bundleFrames(view, batch, options)) {
    const bytes = encodeBundleFrame(frame)
    parts.push(bytes)
    size += bytes.length
    if (size < PORTION) continue
    yield Buffer.concat(parts)
    parts = []
    size = 0
  }
  yield Buffer.concat(parts)
}

async function* bundleFrames(view: View, batch: BatchName, options: ExportOptions): AsyncGenerator<BundleFrame> {
  const { log, config, head } = view
  const checkpoint = readCheckpoint(view.store, head.checkpoint)
  if (checkpoint === undefined || head.epochAt !== head.checkpoint - 1) {
    throw new LedgerError('MISUSE', 'seal the ledger before you export')
  }
  const { size, note } = checkpoint
  const plan = await planBundle(view, batch, size, options.withhold ?? [])
  const subtree: Subtree = log.subtree
  yield { kind: 'header', ledgerId: config.ledgerId, subject: batch }
  yield { kind: 'checkpoint', note, epoch: log.entry(size - 1), path: inclusionProof(size - 1, size, subtree) }
  yield { kind: 'genesis', entry: log.entry(0), claim: decodeClaim(log.claim(0)?.bytes ?? new Uint8Array(0)) }
  const links = linkSizes(view, plan, size, options.since)
  for (const link of links) {
    yield { kind: 'link', size: link, root: subtree(0, link), proof: consistencyProof(link, size, subtree) }
  }
  const proof = proveMap(view.store, plan.streams.map(headOf(view)))
  for (let at = 0; at < proof.length; at += MAP_CHUNK) yield { kind: 'map', proof: proof.slice(at, at + MAP_CHUNK) }
  for (const stream of plan.streams) yield streamFrame(view, stream)
  yield* body(view, batch, plan, links, size)
}

function linkSizes(view: View, plan: BundlePlan, size: number, since: number | undefined): number[] {
  const sizes = new Set<number>()
  for (const hash of plan.submissions.keys()) {
    const row = view.submission(hash)
    const at = row === undefined ? 0 : (decodeSubmission(row.bytes).seen?.size ?? 0)
    if (at > 0 && at < size) sizes.add(at)
  }
  if (since !== undefined && since > 0 && since <= size) sizes.add(since)
  return [...sizes].sort((a, b) => a - b)
}

/** The head of a stream as of the checkpoint: its row, or computed when it has grown since. */
function headOf(view: View): (stream: PlannedStream) => MapItem {
  return ({ id, row, positions }) => {
    const key = hashOfText(id)
    if (row.size === positions.length) return { key, size: row.size, root: streamRoot(row), last: hashOfText(row.last) }
    const hashes: string[] = []
    let last = ''
    positions.forEach((g, i) => {
      last = leafText(view.log.entry(g))
      pushText(hashes, i, last)
    })
    return { key, size: positions.length, root: hashOfText(rootText(hashes)), last: hashOfText(last) }
  }
}

function streamFrame(view: View, { name, runs, positions, whole }: PlannedStream): BundleFrame {
  if (whole) return { kind: 'stream', stream: name, runs, proof: [] }
  const subtree = subtreeOf(
    sha256,
    Array.from(positions, (g) => view.log.leaf(g)),
  )
  return { kind: 'stream', stream: name, runs, proof: subsetProof(positions.length, runs, subtree) }
}

/** Submissions, entries and manifests in the order of the log, then the ties. */
async function* body(
  view: View,
  batch: BatchName,
  plan: BundlePlan,
  links: readonly number[],
  size: number,
): AsyncGenerator<BundleFrame> {
  const { log } = view
  const manifests = await manifestsByClaim(view, batch)
  const ties = tieKeeper(links, view.config.ledgerId)
  const byId = new Map(plan.streams.map((stream) => [stream.id, stream]))
  const chain = chainCheck()
  const opened = new Uint8Array(Math.ceil(size / 8))
  const shown = new Set<string>()
  let entries = 0
  let serials = 0
  for (const g of allPositions(plan)) {
    const bytes = log.entry(g)
    const entry = decodeEntry(bytes)
    const stream = byId.get(entry.stream === undefined ? '' : textOfHash(entry.stream))
    const index = stream === undefined ? -1 : positionIndex(stream, g)
    if (stream === undefined || entry.g !== g || entry.s !== index) {
      throw new LedgerError('DAMAGED', `entry ${g} is not what was appended`)
    }
    const leaf = leafText(bytes)
    chain.see(stream, index, g, entry.previous, leaf)
    ties.see(runName(stream, index), g, hashOfText(leaf))
    entries++
    const first = log.first(g) ?? g
    const byte = Math.floor(first / 8)
    const bit = 1 << (first % 8)
    const claim = ((opened[byte] as number) & bit) === 0 ? log.claim(first) : undefined
    const open = claim === undefined ? undefined : decodeClaim(claim.bytes)
    const event = open === undefined ? undefined : readClaim(open)
    const shows = event === undefined ? undefined : plan.shows(event, first)
    if (claim === undefined || open === undefined || event === undefined || shows === undefined) {
      yield { kind: 'entry', bytes, claim: undefined, index: undefined }
      continue
    }
    opened[byte] = (opened[byte] as number) | bit
    const hash = textOfHash(entry.submission as Hash)
    if (!shown.has(hash)) {
      shown.add(hash)
      yield submissionFrame(view, plan, hash)
    }
    yield { kind: 'entry', bytes, claim: narrowClaim(sha256, open, shows), index: claim.index }
    const id = manifestSubject(event) === undefined ? undefined : manifests.get(first)
    const row = id === undefined ? undefined : view.manifest(id)
    if (id === undefined || row === undefined) continue
    for (const chunk of manifestChunks(view.store, id, row)) {
      serials += chunk.length
      yield { kind: 'manifest', claim: entry.claim, seed: row.seed, serials: chunk }
    }
  }
  chain.finish(plan.streams)
  const tied = ties.finish()
  for (let at = 0; at < tied.length; at += TIE_CHUNK) {
    const runs = runsOf(tied.slice(at, at + TIE_CHUNK).map(({ g }) => g))
    yield { kind: 'log', runs, proof: subsetProof(size, runs, log.subtree) }
  }
  yield { kind: 'end', entries, serials }
}

interface ChainCheck {
  see(stream: PlannedStream, index: number, g: number, previous: Hash | undefined, leaf: HashText): void
  finish(streams: readonly PlannedStream[]): void
}

/**
 * Each entry holds the leaf of the one before it in its stream, and the head that of the last: whatever was changed on the disk
 * shows here, with its place, before an auditor finds it.
 */
function chainCheck(): ChainCheck {
  const last = new Map<string, { index: number; g: number; leaf: HashText }>()
  return {
    see(stream, index, g, previous, leaf) {
      const before = last.get(stream.id)
      if (before?.index === index - 1 && (previous === undefined || textOfHash(previous) !== before.leaf)) {
        throw new LedgerError(
          'DAMAGED',
          `entry ${before.g} is not what was appended: entry ${g} holds another hash of it`,
        )
      }
      last.set(stream.id, { index, g, leaf })
    },
    finish(streams) {
      for (const { id, row } of streams) {
        const end = last.get(id)
        if (end === undefined || end.index !== row.size - 1 || end.leaf === row.last) continue
        throw new LedgerError('DAMAGED', `entry ${end.g} is not what was appended: its stream ends with another hash`)
      }
    },
  }
}

function* allPositions(plan: BundlePlan): Generator<number> {
  const parts = plan.streams.flatMap(({ positions, runs }) => runs.map(({ from, to }) => positions.subarray(from, to)))
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  yield* all.sort()
}

/** Index of an entry in its stream, -1 when the stream does not have it. */
function positionIndex({ positions }: PlannedStream, g: number): number {
  const index = indexAt(positions, g)
  return positions[index] === g ? index : -1
}

function runName(stream: PlannedStream, index: number): string {
  return `${stream.id}${stream.runs.findIndex(({ from, to }) => index >= from && index < to)}`
}

/** Ids of the batch's manifests by the position of their claim. */
async function manifestsByClaim(view: View, { product, lot }: BatchName): Promise<Map<number, number>> {
  const found = new Map<number, number>()
  for (const id of await view.manifestsOf(product, lot)) {
    const row = view.manifest(id)
    if (row !== undefined) found.set(row.at, id)
  }
  return found
}

function submissionFrame(view: View, plan: BundlePlan, hash: string): BundleFrame {
  const row = view.submission(hash)
  if (row === undefined) throw new LedgerError('DAMAGED', 'a submission is missing')
  const runs = runsOf(plan.submissions.get(hash) ?? [])
  const refused: RefusedClaim[] = []
  const claims = row.fates.map((fate, index): Hash => {
    if ('g' in fate) return view.entry(fate.g).claim
    if (fate.attempt !== undefined && plan.isOpen(fate.attempt)) refused.push({ index, claim: fate.refused })
    return fate.refused
  })
  const open = row.seed === undefined ? [] : openTallies(sha256, row.tallies, row.seed)
  const whole = new Set(plan.streams.filter((stream) => stream.whole).map(({ name }) => streamText(name)))
  const tallies = open.filter(({ stream }) => whole.has(streamText(stream)))
  const leaves = submissionLeaves(sha256, claims, open)
  const shown = shownLeaves(claims.length, runs, tallies, refused)
  const proof = subsetProof(leaves.length, shown, subtreeOf(sha256, leaves))
  return { kind: 'submission', bytes: row.bytes, runs, proof, tallies, refused }
}
