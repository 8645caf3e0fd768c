/**
 * What every forger does after a change: recompute each hash, length and count that needs no key, so that only what is signed can
 * give him away. With a key he also signs again what that key signs.
 */
import {
  type BundleFrame,
  claimLeaf,
  decodeEntry,
  decodeSubmission,
  type Entry,
  encodeEntry,
  FormatError,
  type Hash,
  hashEntry,
  hashOpenClaim,
  hashSubmission,
  type MapItem,
  type MapProofItem,
  rootFromMapProof,
  rootFromSubset,
  type Sha256,
  type Signer,
  shownLeaves,
  signSubmission,
  streamKey,
  tallyLeaf,
  toHex,
  treeRoot,
} from '@packtrail/protocol'
import { mendLog } from './bundle-mend-log.ts'

export interface MendOptions {
  readonly sha256: Sha256
  /** The ledger's key: the checkpoint is signed again. */
  readonly ledgerKey?: Signer
  /** Keys of actors, by hex of the key id: their submissions are signed again. */
  readonly actorKeys?: ReadonlyMap<string, Signer>
  /** Leave positions in stream and log as they are, when these were what was forged. */
  readonly keepPlaces?: boolean
  /** Leave the heads in the map as they are, when these were what was forged. */
  readonly keepHeads?: boolean
}

export type FrameOf<K extends BundleFrame['kind']> = Extract<BundleFrame, { readonly kind: K }>

/** The same bundle, consistent again as far as its keys go. What cannot be mended is left as it is. */
export async function mendBundle(frames: readonly BundleFrame[], options: MendOptions): Promise<BundleFrame[]> {
  const header = frames.find((frame) => frame.kind === 'header')
  if (header === undefined) return [...frames]
  let out = mendClaims(frames, options.sha256)
  if (options.actorKeys !== undefined) out = await mendSubmissions(out, options.sha256, options.actorKeys)
  out = mendStreams(out, header.ledgerId, options)
  out = await mendLog(out, header.ledgerId, options)
  return mendCounts(out)
}

export function entryOf({ bytes }: FrameOf<'entry'>): Entry | undefined {
  try {
    return decodeEntry(bytes)
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

/** Entries and manifests commit to the claims that are shown. */
function mendClaims(frames: readonly BundleFrame[], sha256: Sha256): BundleFrame[] {
  const renamed = new Map<string, Hash>()
  return frames.map((frame): BundleFrame => {
    if (frame.kind === 'manifest') return { ...frame, claim: renamed.get(toHex(frame.claim)) ?? frame.claim }
    const entry = frame.kind === 'entry' ? entryOf(frame) : undefined
    if (frame.kind !== 'entry' || entry === undefined) return frame
    const claim = frame.claim === undefined ? renamed.get(toHex(entry.claim)) : hashOpenClaim(sha256, frame.claim)
    if (claim === undefined) return frame
    renamed.set(toHex(entry.claim), claim)
    return { ...frame, bytes: encodeEntry({ ...entry, claim }) }
  })
}

async function mendSubmissions(
  frames: readonly BundleFrame[],
  sha256: Sha256,
  keys: ReadonlyMap<string, Signer>,
): Promise<BundleFrame[]> {
  const renamed = new Map<string, Hash>()
  const out: BundleFrame[] = []
  for (const frame of frames) {
    const signer = frame.kind === 'submission' ? keys.get(toHex(decodeSubmission(frame.bytes).keyId)) : undefined
    if (frame.kind === 'submission' && signer !== undefined) {
      const bytes = await signAgain(frame, frames, sha256, signer)
      renamed.set(toHex(hashSubmission(sha256, frame.bytes)), hashSubmission(sha256, bytes))
      out.push({ ...frame, bytes })
      continue
    }
    const entry = frame.kind === 'entry' ? entryOf(frame) : undefined
    const submission = entry?.submission && renamed.get(toHex(entry.submission))
    if (frame.kind !== 'entry' || entry === undefined || submission === undefined) out.push(frame)
    else out.push({ ...frame, bytes: encodeEntry({ ...entry, submission }) })
  }
  return out
}

async function signAgain(
  frame: FrameOf<'submission'>,
  frames: readonly BundleFrame[],
  sha256: Sha256,
  signer: Signer,
): Promise<Uint8Array> {
  const { tallies = [], refused = [], runs, proof } = frame
  const payload = decodeSubmission(frame.bytes)
  const own = toHex(hashSubmission(sha256, frame.bytes))
  const claims = new Map<number, Hash>(refused.map(({ index, claim }) => [index, claim]))
  for (const other of frames) {
    const entry = other.kind === 'entry' ? entryOf(other) : undefined
    if (other.kind !== 'entry' || other.index === undefined || entry?.submission === undefined) continue
    if (toHex(entry.submission) === own) claims.set(other.index, entry.claim)
  }
  const { count, streams } = payload
  const leaf = (index: number): Hash | undefined => {
    const claim = claims.get(index)
    if (claim !== undefined) return claimLeaf(sha256, claim)
    const tally = tallies.find((one) => one.index === index - count)
    return tally && tallyLeaf(sha256, tally, tally.salt)
  }
  const root = rootFromSubset(sha256, count + streams, shownLeaves(count, runs, tallies, refused), leaf, proof)
  return signSubmission(signer, { ...payload, root })
}

interface Places {
  readonly frame: FrameOf<'stream'>
  readonly head: MapItem | undefined
  /** Places its runs announce, as far as anybody would list them. */
  readonly wanted: readonly number[]
  readonly leaves: Hash[]
  last: number
}

/** Chains, places, stream roots, the heads in the map, and the map root in the epoch. */
function mendStreams(frames: readonly BundleFrame[], ledgerId: Hash, options: MendOptions): BundleFrame[] {
  const { sha256 } = options
  const shown = new Map<string, MapItem>()
  for (const frame of frames) {
    if (frame.kind !== 'map') continue
    for (const node of frame.proof) if (node.kind === 'shown') shown.set(toHex(node.item.key), node.item)
  }
  const places = new Map<string, Places>()
  for (const frame of frames) {
    if (frame.kind !== 'stream') continue
    const key = toHex(streamKey(sha256, ledgerId, frame.stream))
    const wanted = frame.runs.flatMap(({ from, to }) =>
      Array.from({ length: Math.min(to - from, 100_000) }, (_, i) => from + i),
    )
    places.set(key, { frame, head: shown.get(key), wanted, leaves: [], last: -2 })
  }
  const chained = chain(frames, places, options)
  const heads = new Map([...places].map(([key, place]) => [key, headOf(place, sha256)]))
  const runs = new Map([...places.values()].map((place) => [place.frame, whole(place)]))
  const mended = chained.map((frame): BundleFrame => {
    if (frame.kind === 'stream') return runs.get(frame) ?? frame
    return frame.kind === 'map' && options.keepHeads !== true
      ? { ...frame, proof: frame.proof.map((node) => mendHead(node, heads)) }
      : frame
  })
  return mendEpoch(mended, sha256)
}

function chain(
  frames: readonly BundleFrame[],
  places: ReadonlyMap<string, Places>,
  { sha256, keepPlaces }: MendOptions,
): BundleFrame[] {
  let lastG = 0
  return frames.map((frame) => {
    const entry = frame.kind === 'entry' ? entryOf(frame) : undefined
    const place = entry?.stream && places.get(toHex(entry.stream))
    if (frame.kind !== 'entry' || entry === undefined || place === undefined) return frame
    const s = keepPlaces === true ? entry.s : (place.wanted[place.leaves.length] ?? Math.max(place.last + 1, 0))
    const g = keepPlaces === true ? entry.g : Math.max(entry.g, lastG + 1)
    lastG = g
    const before = s === place.last + 1 ? place.leaves.at(-1) : (entry.previous ?? new Uint8Array(32))
    const bytes = encodeEntry({ ...entry, g, s, previous: s === 0 ? undefined : before })
    place.last = s
    place.leaves.push(hashEntry(sha256, bytes))
    return { ...frame, bytes }
  })
}

type Head = Pick<MapItem, 'size' | 'root' | 'last'>

function headOf({ frame, head, leaves, last }: Places, sha256: Sha256): Head | undefined {
  const newest = leaves.at(-1)
  if (newest === undefined || head === undefined) return head
  if (frame.stream.type !== 'container') return { size: leaves.length, root: treeRoot(sha256, leaves), last: newest }
  let at = 0
  try {
    const root = rootFromSubset(sha256, head.size, frame.runs, () => leaves[at++], frame.proof)
    return { size: head.size, root, last: last === head.size - 1 ? newest : head.last }
  } catch (error) {
    if (error instanceof FormatError) return head
    throw error
  }
}

/** A stream that must be whole is announced with as many entries as there are. */
function whole({ frame, leaves }: Places): FrameOf<'stream'> {
  if (frame.stream.type === 'container' || leaves.length === 0) return frame
  return { ...frame, runs: [{ from: 0, to: leaves.length }] }
}

function mendHead(node: MapProofItem, heads: ReadonlyMap<string, Head | undefined>): MapProofItem {
  if (node.kind !== 'shown') return node
  const { key } = node.item
  const head = heads.get(toHex(key))
  return head === undefined ? node : { kind: 'shown', item: { key, size: head.size, root: head.root, last: head.last } }
}

function mendEpoch(frames: readonly BundleFrame[], sha256: Sha256): BundleFrame[] {
  const proof = frames.flatMap((frame) => (frame.kind === 'map' ? frame.proof : []))
  let root: Hash
  try {
    root = rootFromMapProof(sha256, proof).root
  } catch (error) {
    if (error instanceof FormatError) return [...frames]
    throw error
  }
  return frames.map((frame) => {
    if (frame.kind !== 'checkpoint') return frame
    return { ...frame, epoch: encodeEntry({ ...decodeEntry(frame.epoch), claim: root }) }
  })
}

function mendCounts(frames: readonly BundleFrame[]): BundleFrame[] {
  const entries = frames.filter(({ kind }) => kind === 'entry').length
  const serials = frames.reduce((sum, frame) => sum + (frame.kind === 'manifest' ? frame.serials.length : 0), 0)
  return frames.map((frame) => (frame.kind === 'end' ? { ...frame, entries, serials } : frame))
}
