/**
 * The hashes of the streams: of a whole stream only the frontier of its tree is kept, of a part of one all its leaves, in columns,
 * 36 bytes an entry.
 */
import {
  equalBytes,
  FormatError,
  frontierRoot,
  type Hash,
  pushLeaf,
  rootFromSubset,
  type Sha256,
} from '@packtrail/protocol'
import { column32, hashColumn } from './columns.ts'
import type { Stream } from './streams.ts'

export interface StreamHashes {
  open(stream: Stream, proof: readonly Hash[]): void
  push(stream: Stream, leaf: Hash): void
  /** Whether `previous` is the last leaf that was pushed. */
  follows(stream: Stream, previous: Hash | undefined): boolean
  /** Root over all leaves so far. */
  wholeRoot(stream: Stream): Hash
  /** Root that the leaves and the proof of a part give; empty when they do not fit. */
  partRoot(stream: Stream): Hash
  /** All leaves, in their order; of a whole stream only where they are kept. */
  leaves(stream: Stream): Iterable<Hash>
}

interface Whole {
  readonly frontier: Hash[]
  last: Hash | undefined
}

/** @param keepsAll Leaves of whole streams too, which are needed only where two looks at one log are compared. */
export function streamHashes(sha256: Sha256, keepsAll: boolean): StreamHashes {
  const wholes = new Map<Stream, Whole>()
  /** Entries of one stream come one after the other. */
  let current: Stream | undefined
  let whole: Whole | undefined
  const leaves = hashColumn()
  /** Row + 1 of the next leaf of the same stream. */
  const nexts = column32()
  /** By row of the stream: row + 1 of its first and last leaf; of its proof, row and length. */
  const firsts = column32()
  const latest = column32()
  const proofs = hashColumn()
  const proofFrom = column32()
  const proofSize = column32()
  /** `undefined` for a stream of which a part is shown. */
  const wholeOf = (stream: Stream): Whole | undefined => {
    if (stream !== current) {
      current = stream
      whole = wholes.get(stream)
    }
    return whole
  }

  return {
    open(stream, proof) {
      if (stream.name.type !== 'container') wholes.set(stream, { frontier: [], last: undefined })
      proofFrom.set(stream.row, proofs.size)
      proofSize.set(stream.row, proof.length)
      for (const hash of proof) proofs.push(hash)
    },
    push(stream, leaf) {
      const of = wholeOf(stream)
      if (of !== undefined) {
        pushLeaf(sha256, of.frontier, stream.count, leaf)
        of.last = leaf
        if (!keepsAll) return
      }
      const row = leaves.push(leaf) + 1
      const before = latest.get(stream.row)
      if (before === 0) firsts.set(stream.row, row)
      else nexts.set(before - 1, row)
      latest.set(stream.row, row)
    },
    follows(stream, previous) {
      const last = wholeOf(stream)?.last
      if (last !== undefined) return previous !== undefined && equalBytes(last, previous)
      const row = latest.get(stream.row)
      if (previous === undefined) return row === 0
      return row > 0 && leaves.equals(row - 1, previous)
    },
    wholeRoot: (stream) => frontierRoot(sha256, wholeOf(stream)?.frontier ?? []),
    partRoot(stream) {
      const from = proofFrom.get(stream.row)
      const proof = Array.from({ length: proofSize.get(stream.row) }, (_, i) => proofs.at(from + i))
      let row = firsts.get(stream.row)
      const leaf = (): Hash | undefined => {
        if (row === 0) return undefined
        const hash = leaves.at(row - 1)
        row = nexts.get(row - 1)
        return hash
      }
      try {
        return rootFromSubset(sha256, stream.size, stream.runs, leaf, proof)
      } catch (error) {
        if (error instanceof FormatError) return new Uint8Array(0)
        throw error
      }
    },
    *leaves(stream) {
      for (let row = firsts.get(stream.row); row !== 0; row = nexts.get(row - 1)) yield leaves.at(row - 1)
    },
  }
}
