/** Receipts: proof for the author that a submission stands in the log under a published checkpoint. */
import { encodeReceiptFrame, fileStart, type Hash, type ReceiptFrame, runsOf, subsetProof } from '@packtrail/protocol'
import { textOfHash } from './claim-hash.ts'
import { readCheckpoint } from './seal.ts'
import type { View } from './view.ts'

/** `undefined` when the submission is not known, or no checkpoint covers it yet. */
export function receiptOf(view: View, submission: Hash): Iterable<Uint8Array> | undefined {
  const row = view.submission(textOfHash(submission))
  const checkpoint = readCheckpoint(view.store, view.head.checkpoint)
  if (row === undefined || checkpoint === undefined) return undefined
  const positions: number[] = []
  for (const fate of row.fates) if ('g' in fate) positions.push(...entriesOf(view, fate.g))
  positions.sort((a, b) => a - b)
  const { size, note } = checkpoint
  if ((positions.at(-1) ?? 0) >= size) return undefined
  const { ledgerId } = view.config
  return frames(view, { kind: 'receipt', ledgerId, submission, note }, positions, size)
}

/** The entries that were appended together with a claim. */
function entriesOf(view: View, first: number): number[] {
  const positions = [first]
  for (let g = first + 1; g < view.head.size && view.log.first(g) === first; g++) positions.push(g)
  return positions
}

function* frames(view: View, head: ReceiptFrame, positions: readonly number[], size: number): Generator<Uint8Array> {
  yield fileStart('receipt')
  yield encodeReceiptFrame(head)
  for (const g of positions) yield encodeReceiptFrame({ kind: 'entry', bytes: view.log.entry(g) })
  const runs = runsOf(positions)
  yield encodeReceiptFrame({ kind: 'proof', runs, proof: subsetProof(size, runs, view.log.subtree) })
}
