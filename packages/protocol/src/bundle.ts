/** The frames of a bundle (docs/spec/13-bundle.md). Order and meaning are the reader's to check. */
import type { Cbor } from './cbor.ts'
import { claimFromCbor, claimToCbor, type OpenClaim } from './claim.ts'
import type { Hash } from './crypto.ts'
import { FORMAT_VERSION } from './entry.ts'
import { FormatError } from './error.ts'
import { encodeFrame, type Frame } from './frame.ts'
import {
  type ManifestFrame,
  readHashes,
  readManifestFrame,
  readRuns,
  readWholeClaim,
  runsToCbor,
} from './frame-parts.ts'
import { HASH_SIZE, SALT_SIZE } from './hash.ts'
import { MAP_CHUNK, type MapProofItem, mapProofFromCbor, mapProofToCbor } from './map.ts'
import { asArray, asBytes, asCount, orNull } from './shape.ts'
import { type StreamName, streamOfParts, streamParts } from './stream.ts'
import type { OpenTally, RefusedClaim } from './tally.ts'
import { TIE_CHUNK } from './ties.ts'
import type { Run } from './tree.ts'

export type BundleFrame =
  | { readonly kind: 'header'; readonly ledgerId: Hash; readonly subject: StreamName }
  /** The epoch entry is leaf size - 1 of the checkpoint; `path` is its RFC 9162 inclusion proof. */
  | {
      readonly kind: 'checkpoint'
      readonly note: Uint8Array
      readonly epoch: Uint8Array
      readonly path: readonly Hash[]
    }
  | { readonly kind: 'genesis'; readonly entry: Uint8Array; readonly claim: OpenClaim }
  /** RFC 9162 consistency proof from an older tree to the checkpoint's. */
  | { readonly kind: 'link'; readonly size: number; readonly root: Hash; readonly proof: readonly Hash[] }
  /** At most 16,384 items of the one map proof, all frames but the last full: the verifier joins them. */
  | { readonly kind: 'map'; readonly proof: readonly MapProofItem[] }
  /** The entries of `stream` that the bundle holds, proved by a subset proof against the stream's root in the map. */
  | {
      readonly kind: 'stream'
      readonly stream: StreamName
      readonly runs: readonly Run[]
      readonly proof: readonly Hash[]
    }
  /** Stands before the first entry that came in it; `runs` are the indices of its claims that the bundle holds. */
  | {
      readonly kind: 'submission'
      readonly bytes: Uint8Array
      readonly runs: readonly Run[]
      /** Proof for the leaves of `runs`, of the refused claims and of the tallies (`shownLeaves`). */
      readonly proof: readonly Hash[]
      /** Of the streams that the bundle holds whole; absent = none. */
      readonly tallies?: readonly OpenTally[]
      /** Claims that the ledger refused and whose `attempt` the bundle holds; absent = none. */
      readonly refused?: readonly RefusedClaim[]
    }
  /** `claim` stands with the first entry of a claim; `index` is its place in its submission, if that is shown. */
  | {
      readonly kind: 'entry'
      readonly bytes: Uint8Array
      readonly claim: OpenClaim | undefined
      readonly index: number | undefined
    }
  /** Follows the entry of a commissioning: its serials, at most 4,096 a frame, all but the last frame full. */
  | ManifestFrame
  /** Subset proof over the log for at most 4,096 ties (`tieKeeper`), all frames but the last full; before the end. */
  | { readonly kind: 'log'; readonly runs: readonly Run[]; readonly proof: readonly Hash[] }
  | { readonly kind: 'end'; readonly entries: number; readonly serials: number }

const TAG = {
  header: 1,
  checkpoint: 2,
  genesis: 3,
  link: 4,
  map: 5,
  stream: 6,
  submission: 7,
  entry: 8,
  manifest: 9,
  end: 10,
  log: 11,
} as const

export function encodeBundleFrame(frame: BundleFrame): Uint8Array {
  const tag = TAG[frame.kind]
  switch (frame.kind) {
    case 'header':
      return encodeFrame([tag, FORMAT_VERSION, frame.ledgerId, streamParts(frame.subject)])
    case 'checkpoint':
      return encodeFrame([tag, frame.note, frame.epoch, frame.path])
    case 'genesis':
      return encodeFrame([tag, frame.entry, claimToCbor(frame.claim)])
    case 'link':
      return encodeFrame([tag, frame.size, frame.root, frame.proof])
    case 'map':
      return encodeFrame([tag, mapProofToCbor(frame.proof)])
    case 'stream':
      return encodeFrame([tag, streamParts(frame.stream), runsToCbor(frame.runs), frame.proof])
    case 'submission':
      return encodeFrame([
        tag,
        frame.bytes,
        runsToCbor(frame.runs),
        frame.proof,
        (frame.tallies ?? []).map(tallyToCbor),
        (frame.refused ?? []).map(({ index, claim }): Cbor => [index, claim]),
      ])
    case 'entry':
      return encodeFrame([tag, frame.bytes, frame.claim ? claimToCbor(frame.claim) : null, frame.index ?? null])
    case 'manifest':
      return encodeFrame([tag, frame.claim, frame.seed, frame.serials])
    case 'log':
      return encodeFrame([tag, runsToCbor(frame.runs), frame.proof])
    case 'end':
      return encodeFrame([tag, frame.entries, frame.serials])
  }
}

/** @throws FormatError SHAPE or VALUE, with the offset of the frame. */
export function decodeBundleFrame({ value, offset }: Frame): BundleFrame {
  try {
    const kind = (Object.keys(TAG) as (keyof typeof TAG)[]).find((name) => TAG[name] === value[0])
    if (kind === undefined) throw new FormatError('SHAPE', 'unknown kind of frame')
    return READERS[kind](value)
  } catch (error) {
    if (error instanceof FormatError && error.offset === undefined) throw error.at(offset)
    throw error
  }
}

type Parts = readonly Cbor[]

const READERS: { readonly [K in keyof typeof TAG]: (parts: Parts) => BundleFrame } = {
  header(parts) {
    asArray(parts, 'header', 4)
    if (parts[1] !== FORMAT_VERSION) throw new FormatError('VERSION_UNKNOWN', 'the bundle has another format version')
    return { kind: 'header', ledgerId: asBytes(parts[2], 'ledger id', HASH_SIZE), subject: stream(parts[3]) }
  },
  checkpoint(parts) {
    asArray(parts, 'checkpoint', 4)
    return {
      kind: 'checkpoint',
      note: asBytes(parts[1], 'note'),
      epoch: asBytes(parts[2], 'epoch'),
      path: readHashes(parts[3]),
    }
  },
  genesis(parts) {
    asArray(parts, 'genesis', 3)
    return { kind: 'genesis', entry: asBytes(parts[1], 'genesis entry'), claim: readWholeClaim(parts[2]) }
  },
  link(parts) {
    asArray(parts, 'link', 4)
    return {
      kind: 'link',
      size: asCount(parts[1], 'size'),
      root: asBytes(parts[2], 'root', HASH_SIZE),
      proof: readHashes(parts[3]),
    }
  },
  map(parts) {
    asArray(parts, 'map', 2)
    const proof = mapProofFromCbor(parts[1])
    if (proof.length === 0 || proof.length > MAP_CHUNK)
      throw new FormatError('VALUE', 'a map frame holds 1 to 16,384 items')
    return { kind: 'map', proof }
  },
  stream(parts) {
    asArray(parts, 'stream', 4)
    return { kind: 'stream', stream: stream(parts[1]), runs: readRuns(parts[2]), proof: readHashes(parts[3]) }
  },
  submission(parts) {
    asArray(parts, 'submission', 6)
    return {
      kind: 'submission',
      bytes: asBytes(parts[1], 'submission'),
      runs: readRuns(parts[2]),
      proof: readHashes(parts[3]),
      tallies: tallies(parts[4]),
      refused: refusedClaims(parts[5]),
    }
  },
  entry(parts) {
    asArray(parts, 'entry', 4)
    return {
      kind: 'entry',
      bytes: asBytes(parts[1], 'entry'),
      claim: orNull(parts[2], claimFromCbor),
      index: orNull(parts[3], (v) => asCount(v, 'claim index')),
    }
  },
  manifest: readManifestFrame,
  log(parts) {
    asArray(parts, 'log', 3)
    const list = readRuns(parts[1])
    const ties = list.reduce((sum, { from, to }) => sum + to - from, 0)
    if (ties === 0 || ties > TIE_CHUNK) throw new FormatError('VALUE', 'a log frame holds 1 to 4,096 ties')
    return { kind: 'log', runs: list, proof: readHashes(parts[2]) }
  },
  end(parts) {
    asArray(parts, 'end', 3)
    return { kind: 'end', entries: asCount(parts[1], 'entry count'), serials: asCount(parts[2], 'serial count') }
  },
}

function stream(value: Cbor | undefined): StreamName {
  const name = streamOfParts(asArray(value, 'stream name'))
  if (name === undefined) throw new FormatError('SHAPE', 'not the name of a stream')
  return name
}

function tallyToCbor({ index, stream, claims, salt }: OpenTally): Cbor {
  return [index, streamParts(stream), claims, salt]
}

function tallies(value: Cbor | undefined): OpenTally[] {
  let last = -1
  return asArray(value, 'tallies').map((item) => {
    const parts = asArray(item, 'tally', 4)
    const index = asCount(parts[0], 'tally index')
    if (index <= last) throw new FormatError('SHAPE', 'tallies are out of order')
    last = index
    const claims = asCount(parts[2], 'claims of a tally')
    if (claims === 0) throw new FormatError('VALUE', 'a tally counts at least one claim')
    return { index, stream: stream(parts[1]), claims, salt: asBytes(parts[3], 'salt', SALT_SIZE) }
  })
}

function refusedClaims(value: Cbor | undefined): RefusedClaim[] {
  let last = -1
  return asArray(value, 'refused claims').map((item) => {
    const parts = asArray(item, 'refused claim', 2)
    const index = asCount(parts[0], 'claim index')
    if (index <= last) throw new FormatError('SHAPE', 'refused claims are out of order')
    last = index
    return { index, claim: asBytes(parts[1], 'claim hash', HASH_SIZE) }
  })
}
