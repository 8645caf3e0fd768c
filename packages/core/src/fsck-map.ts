/** The map, made again from the heads that the streams had at the last epoch, and held against the stored pages. */
import type { Hash, MapItem } from '@packtrail/protocol'
import { hashOfText } from './claim-hash.ts'
import type { FsckNotes } from './fsck-report.ts'
import { eachPair, rowCursor } from './fsck-rows.ts'
import { openMapPages } from './map-pages.ts'
import { RowReader } from './row-bytes.ts'
import { rangeOf } from './row-key.ts'
import type { Store, StoreReader } from './store.ts'
import { streamCodec, streamRoot } from './stream-rows.ts'

/** Streams put into the map at a time. */
const PORTION = 5000

/**
 * @param heads The streams as they were at the last epoch.
 * @param root The root that this epoch states.
 */
export async function checkMap(
  real: { readonly store: StoreReader; readonly notes: FsckNotes },
  scratch: Store,
  heads: StoreReader,
  root: Hash,
): Promise<void> {
  const { store, notes } = real
  const made = await makeMap(scratch, heads)
  if (made !== undefined && Buffer.compare(made, root) !== 0) {
    notes.problem('MAP_ROOT', 'the last epoch', 'Its map is not the map of the streams that the log has.')
  }
  await eachPair({ store, notes }, scratch, rangeOf('n'), (key, found, page) => {
    notes.count('pages')
    if (found !== undefined && found.body === undefined) return
    const where = `page ${Buffer.from(key.subarray(2)).toString('hex')} at depth ${key[1]}`
    if (found === undefined) notes.problem('MAP_PAGE', where, 'The row is missing.')
    else if (page === undefined) notes.problem('MAP_PAGE', where, 'No stream of the log asks for this page.')
    else if (Buffer.compare(found.body as Uint8Array, page) !== 0) {
      notes.problem('MAP_PAGE', where, 'It holds other streams, or other heads of them, than the log has.')
    }
  })
}

async function makeMap(scratch: Store, heads: StoreReader): Promise<Hash | undefined> {
  const pages = openMapPages(scratch)
  const cursor = rowCursor(heads, rangeOf('h'))
  let items: MapItem[] = []
  let root: Hash | undefined
  const put = async (): Promise<void> => {
    const batch = scratch.batch()
    root = pages.update(batch, items)
    await batch.write()
    items = []
  }
  try {
    await cursor.more()
    while (cursor.row !== undefined) {
      const { key, body } = cursor.row
      const row = streamCodec.read(new RowReader(body as Uint8Array))
      items.push({ key: key.slice(1), size: row.size, root: streamRoot(row), last: hashOfText(row.last) })
      if (items.length === PORTION) await put()
      if (cursor.next()) await cursor.more()
    }
    if (items.length > 0) await put()
    return root
  } finally {
    await cursor.close()
  }
}
