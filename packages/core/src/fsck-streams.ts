/** Streams, grown again from their entries: chain, index, tree and positions, held against the stored heads and chunks. */
import { type Entry, type Hash, streamKey, streamParts } from '@packtrail/protocol'
import { type HashText, hashOfText, textOfHash } from './claim-hash.ts'
import type { FsckNotes } from './fsck-report.ts'
import { eachPair, readOne } from './fsck-rows.ts'
import { sha256 } from './node-crypto.ts'
import { RowReader, RowWriter } from './row-bytes.ts'
import { rangeOf, readNumber } from './row-key.ts'
import type { Store, StoreReader } from './store.ts'
import {
  type GrowingStream,
  growStream,
  pushToStream,
  type StreamRow,
  streamCodec,
  streamRowOf,
  writeFullChunks,
} from './stream-rows.ts'
import { readTableRow } from './table.ts'

export interface StreamCheck {
  push(g: number, entry: Entry, leaf: HashText): void
  /** Streams that grew since the last flush: what is in memory. */
  readonly waiting: number
  /** Write what has grown into the scratch store. */
  flush(): Promise<void>
  /** Hold all against the stored rows. */
  compare(): Promise<void>
  /** Whether entries of a stream were missing or out of order. */
  broken(id: string): boolean
}

/** A stream whose entries do not follow each other: only what comes next is known of it. */
interface Broken {
  size: number
  last: HashText
}

export function streamCheck(store: StoreReader, scratch: Store, notes: FsckNotes, ledgerId: Hash): StreamCheck {
  const growing = new Map<string, GrowingStream>()
  const broken = new Map<string, Broken>()
  const row = new RowWriter()

  const streamOf = (id: string): GrowingStream | undefined => {
    const known = growing.get(id)
    if (known !== undefined) return known
    const made = readTableRow(scratch, streamCodec, id)
    // Only the stored head knows the name of a stream; that it is the right one its key says.
    const name =
      made?.name ?? readOne(store, streamCodec.key(id), (body) => streamCodec.read(new RowReader(body)))?.name
    if (name === undefined || textOfHash(streamKey(sha256, ledgerId, name)) !== id) return undefined
    const stream = growStream(id, name, made)
    growing.set(id, stream)
    return stream
  }
  const breakStream = (id: string, size: number, last: HashText): void => {
    growing.delete(id)
    broken.set(id, { size, last })
  }
  return {
    push(g, entry, leaf) {
      const id = textOfHash(entry.stream as Hash)
      const torn = broken.get(id)
      const stream = torn ?? streamOf(id)
      if (stream === undefined) {
        notes.problem(
          'STREAM_HEAD',
          `stream ${hex(id)}`,
          `Entry ${g} is in this stream, whose head is missing or damaged.`,
        )
        breakStream(id, entry.s + 1, leaf)
        return
      }
      const where = `entry ${g}`
      const follows = (entry.previous === undefined ? undefined : textOfHash(entry.previous)) === stream.last
      if (entry.s !== stream.size) {
        notes.problem(
          'STREAM_GAP',
          where,
          `It is number ${entry.s} of ${nameOf(id, stream)}, where number ${stream.size} comes next.`,
        )
      } else if (!follows) {
        notes.problem('STREAM_CHAIN', where, `It does not follow from number ${entry.s - 1} of ${nameOf(id, stream)}.`)
      }
      if (torn !== undefined || entry.s !== stream.size) breakStream(id, entry.s + 1, leaf)
      else pushToStream(stream as GrowingStream, g, leaf)
    },
    get waiting() {
      return growing.size
    },
    async flush() {
      const batch = scratch.batch()
      for (const [id, stream] of growing) {
        const key = streamCodec.key(id)
        streamCodec.write(row.start(), streamRowOf(stream))
        batch.put(key, row.row(key))
        writeFullChunks(batch, row, stream)
      }
      growing.clear()
      await batch.write()
    },
    broken: (id) => broken.has(id),
    async compare() {
      await eachPair({ store, notes }, scratch, rangeOf('h'), (key, real, made) => {
        const id = textOfHash(key.subarray(1))
        notes.count('streams')
        if (broken.has(id) || (real !== undefined && real.body === undefined)) return
        compareHead(notes, id, real?.body, made)
      })
      await eachPair({ store, notes }, scratch, rangeOf('s'), (key, real, made) => {
        const id = textOfHash(key.subarray(1, 33))
        if (broken.has(id) || (real !== undefined && real.body === undefined)) return
        const where = `chunk ${readNumber(key, 33)} of stream ${hex(id)}`
        if (real === undefined) notes.problem('STREAM_CHUNK', where, 'The row is missing.')
        else if (made === undefined) notes.problem('STREAM_CHUNK', where, 'No entries of the log are in it.')
        else if (Buffer.compare(real.body as Uint8Array, made) !== 0) {
          notes.problem('STREAM_CHUNK', where, 'It names other entries, or another root, than the log has.')
        }
      })
    },
  }
}

function compareHead(notes: FsckNotes, id: string, real: Uint8Array | undefined, made: Uint8Array | undefined): void {
  if (real !== undefined && made !== undefined && Buffer.compare(real, made) === 0) return
  const is = real === undefined ? undefined : streamCodec.read(new RowReader(real))
  const ought = made === undefined ? undefined : streamCodec.read(new RowReader(made))
  const where = nameOf(id, is ?? ought)
  const say = (message: string): void => notes.problem('STREAM_HEAD', where, message)
  if (is === undefined) say('Its head is missing.')
  else if (ought === undefined) say('Its head is there, and no entry of the log is in it.')
  else if (is.size !== ought.size) say(`Its head says ${is.size} entries, the log has ${ought.size}.`)
  else if (is.last !== ought.last) say('Its head names another last entry than the log has.')
  else if (is.hashes.some((hash, i) => hash !== ought.hashes[i]))
    say('The tree in its head is not that of its entries.')
  else say('Its head names other entries than the log has.')
}

function nameOf(id: string, stream: Pick<StreamRow, 'name'> | Broken | undefined): string {
  return stream !== undefined && 'name' in stream ? `stream ${streamParts(stream.name).join(' ')}` : `stream ${hex(id)}`
}

function hex(id: string): string {
  return Buffer.from(hashOfText(id)).toString('hex')
}
