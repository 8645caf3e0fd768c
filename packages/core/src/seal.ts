/** Sealing: map, epoch entry, checkpoint, anchor. */
import { type Hash, type MapItem, parseCheckpoint, signCheckpoint } from '@packtrail/protocol'
import { writeAnchor } from './anchor.ts'
import { hashOfText, leafText, pushText, rootText, textOfHash } from './claim-hash.ts'
import { streamInEntry } from './entry-bytes.ts'
import { LedgerError } from './error.ts'
import { openMapPages } from './map-pages.ts'
import { sha256 } from './node-crypto.ts'
import { frontierBelow, readEntriesFrom } from './open.ts'
import { closeRow, openRow } from './row-bytes.ts'
import { numberKey } from './row-key.ts'
import type { Store, StoreReader } from './store.ts'
import { streamRoot } from './stream-rows.ts'
import type { Writer } from './writer.ts'

/** An epoch is made at the latest after this many entries. */
export const EPOCH_ENTRIES = 100_000

export interface SealedCheckpoint {
  readonly size: number
  readonly root: Hash
  /** The signed note. */
  readonly note: Uint8Array
}

export interface Sealer {
  /** A new epoch and checkpoint, or the newest checkpoint when nothing was appended since. */
  seal(): Promise<SealedCheckpoint>
}

export function makeSealer(writer: Writer, anchorFolder: string): Sealer {
  const { store, config, tables } = writer
  const pages = openMapPages(store)

  const sealHeld = async (): Promise<SealedCheckpoint> => {
    const { head } = writer
    if (head.checkpoint === head.size) {
      const newest = readCheckpoint(store, head.checkpoint)
      if (newest !== undefined) return newest
    }
    // A crash between epoch and signature leaves an epoch without checkpoint: it is signed now.
    if (head.epochs === 0 || head.epochAt !== head.size - 1) await makeEpoch()
    return publish()
  }

  const makeEpoch = async (): Promise<void> => {
    const touched = await recheck(store, writer)
    const items: MapItem[] = []
    for (const id of touched) {
      const row = tables.streams.get(id)
      if (row === undefined) throw new LedgerError('DAMAGED', 'the head of a stream is missing')
      items.push({ key: hashOfText(id), size: row.size, root: streamRoot(row), last: hashOfText(row.last) })
    }
    await writer.write((batch) => {
      const root = pages.update(batch, items)
      writer.pushEpoch(root, writer.now())
    })
  }

  const publish = async (): Promise<SealedCheckpoint> => {
    const { head } = writer
    const root = hashOfText(rootText(head.hashes))
    const note = await signCheckpoint(sha256, writer.signer, { origin: config.origin, size: head.size, root })
    const key = numberKey('c', head.size)
    await writer.write((batch) => batch.put(key, closeRow(key, note)), { checkpoint: head.size })
    await writeAnchor(anchorFolder, config.ledgerId, note)
    return { size: head.size, root, note }
  }

  return { seal: () => writer.exclusive(sealHeld) }
}

/**
 * Read back what was appended since the last epoch, hash it anew and compare with the log's frontier: what is signed is what
 * stands on the disk. The streams that were touched.
 * @throws LedgerError DAMAGED.
 */
async function recheck(store: Store, writer: Writer): Promise<Set<string>> {
  const { head } = writer
  await writer.settled()
  const from = head.epochs === 0 ? 0 : head.epochAt + 1
  const touched = new Set<string>()
  const hashes = frontierBelow(writer.subtree, from)
  await readEntriesFrom(store, from, head.size, (entry, g) => {
    pushText(hashes, g, leafText(entry))
    const stream = streamInEntry(entry)
    if (stream !== undefined) touched.add(textOfHash(stream))
  })
  const same = hashes.length === head.hashes.length && hashes.every((hash, i) => hash === head.hashes[i])
  if (!same) throw new LedgerError('DAMAGED', 'what was read back since the last epoch is not what was appended')
  return touched
}

export function readCheckpoint(store: StoreReader, size: number): SealedCheckpoint | undefined {
  const key = numberKey('c', size)
  const bytes = store.get(key)
  if (bytes === undefined) return undefined
  const note = openRow(key, bytes).slice()
  const { root } = parseCheckpoint(note)
  return { size, root, note }
}
