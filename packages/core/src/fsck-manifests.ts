/**
 * Manifests: their serials in order, under the root that was claimed, and every serial a member. Members are not looked up one
 * by one: numbers and sums over what the lists say and what the packs' rows say must agree; only where they do not, each is.
 */
import { crc32 } from 'node:zlib'
import { decodeClaim, MANIFEST_CHUNK, type ManifestSubject, readClaim } from '@packtrail/protocol'
import { manifestText, textOfHash } from './claim-hash.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { eachRow, readOne, silent } from './fsck-rows.ts'
import { itemCodec } from './item-rows.ts'
import { type LogReader, logReader } from './log-rows.ts'
import { batchManifestKey, FEW_SERIALS, inManifest, readManifestChunk } from './manifest-rows.ts'
import { type ManifestRow, manifestCodec } from './master-rows.ts'
import { RowReader } from './row-bytes.ts'
import { rangeOf, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'
import { manifestSubject } from './subjects.ts'

/** How many packs, and the sum of a checksum over their ids. */
interface Tally {
  count: number
  sum: number
}

export interface ManifestCheck {
  /** Number and row of the manifest whose claim is at this log position. */
  at(g: number): { readonly id: number; readonly row: ManifestRow } | undefined
  /** Log position of the claim of the manifest with this number; `undefined` when there is none. */
  claimOf(id: number): number | undefined
  /** A pack's row says that it is a member. */
  member(key: Uint8Array, id: number): void
  /** After all packs: hold what the lists say against what the packs say. */
  compareMembers(): Promise<void>
}

interface Known extends Tally {
  readonly at: number
}

/** Reads and checks every manifest. @param next The first number that no manifest has used. */
export async function checkManifests(
  store: StoreReader,
  notes: FsckNotes,
  next: number | undefined,
): Promise<ManifestCheck> {
  const known = new Map<number, Known>()
  const byClaim = new Map<number, number>()
  const found = new Map<number, Tally>()
  const log = logReader(store)
  const rowOf = (id: number): ManifestRow | undefined =>
    readOne(store, manifestCodec.key(String(id)), (body) => manifestCodec.read(new RowReader(body)))

  // Chunks first: their checksums; a manifest whose own row never came leaves chunks that mean nothing.
  await eachRow(store, rangeOf('m'), notes, () => undefined)
  await eachRow(store, rangeOf('M'), notes, (key, body) => {
    const id = readNumber(key, 1)
    const row = manifestCodec.read(new RowReader(body))
    const where = `manifest ${id}`
    notes.count('manifests')
    notes.count('packs', row.count)
    if (next !== undefined && id >= next) notes.problem('HEAD', where, 'The head says that this number is not in use.')
    if (byClaim.has(row.at)) notes.problem('MANIFEST_ROW', where, `Entry ${row.at} has another manifest already.`)
    byClaim.set(row.at, id)
    known.set(id, { at: row.at, ...checkSerials(store, notes, log, id, row) })
    const list = batchManifestKey(row.product, row.lot, id)
    if (store.get(list) === undefined) notes.problem('MANIFEST_LIST', where, 'Its batch does not list it.')
  })
  await eachRow(store, rangeOf('o'), notes, (key, body) => {
    const id = readNumber(key, key.length - 6)
    const row = known.has(id) ? rowOf(id) : undefined
    const fits =
      row !== undefined && body.length === 0 && Buffer.compare(batchManifestKey(row.product, row.lot, id), key) === 0
    if (!fits)
      notes.problem('MANIFEST_LIST', `manifest ${id}`, 'A batch lists it that it is not of, or it does not exist.')
  })
  return {
    at(g) {
      const id = byClaim.get(g)
      const row = id === undefined ? undefined : rowOf(id)
      return id === undefined || row === undefined ? undefined : { id, row }
    },
    claimOf: (id) => known.get(id)?.at,
    member(key, id) {
      if (next !== undefined && id >= next) {
        notes.problem('MEMBER', `pack ${packOf(key)}`, `It is a member of manifest ${id}, which was never begun.`)
      }
      const tally = found.get(id) ?? { count: 0, sum: 0 }
      tally.count++
      tally.sum = (tally.sum + crc32(key)) % Number.MAX_SAFE_INTEGER
      found.set(id, tally)
    },
    async compareMembers() {
      for (const [id, { count, sum }] of known) {
        const is = found.get(id)
        if (is?.count === count && is.sum === sum) continue
        const row = rowOf(id)
        if (row !== undefined) await eachMember({ store, notes, id, row, rowOf, found: is?.count ?? 0 })
      }
    },
  }
}

function packOf(key: Uint8Array): string {
  return Buffer.from(key.subarray(1)).toString()
}

/** Serials, root and the claim that states it; the tally of its packs. */
function checkSerials(store: StoreReader, notes: FsckNotes, log: LogReader, id: number, row: ManifestRow): Tally {
  const where = `manifest ${id} of ${row.product}/${row.lot}`
  const subject = claimedManifest(log, row.at)
  if (subject === undefined)
    notes.problem('MANIFEST_ROW', where, `Entry ${row.at} does not open a claim with a manifest.`)
  else if (subject.product !== row.product || subject.lot !== row.lot || subject.count !== row.count) {
    notes.problem('MANIFEST_ROW', where, `Entry ${row.at} claims another batch or another number of packs.`)
  }
  const tally: Tally = { count: 0, sum: 0 }
  const start = crc32(itemCodec.key(`${row.product}/`))
  let last = ''
  const see = (serial: string, bytes: Uint8Array): void => {
    if (tally.count > 0 && serial <= last) throw new RangeError(`serial ${serial} does not follow ${last}`)
    last = serial
    tally.count++
    tally.sum = (tally.sum + crc32(bytes, start)) % Number.MAX_SAFE_INTEGER
  }
  try {
    const root = manifestText(row.seed, row.count, serialReader(store, id, row, see))
    if (subject !== undefined && textOfHash(subject.root) !== root) {
      notes.problem('MANIFEST_ROOT', where, 'The root over its serials is not the root that was claimed.')
    }
  } catch (error) {
    notes.problem('MANIFEST_SERIALS', where, `Its serials cannot be read: ${reasonOf(error)}.`)
  }
  return tally
}

function claimedManifest(log: LogReader, at: number): ManifestSubject | undefined {
  try {
    const claim = log.claim(at)
    return claim === undefined || claim.at !== at ? undefined : manifestSubject(readClaim(decodeClaim(claim.bytes)))
  } catch {
    return undefined
  }
}

/** Serials in order, chunk by chunk, as `manifestText` asks for them. @param see Gets each with its bytes. */
function serialReader(
  store: StoreReader,
  id: number,
  row: ManifestRow,
  see: (serial: string, bytes: Uint8Array) => void,
): (index: number, target: Uint8Array, at: number) => number {
  const few = row.count <= FEW_SERIALS
  let serials: readonly string[] = []
  let chunk = -1
  return (index, target, at) => {
    const wanted = few ? 0 : Math.floor(index / MANIFEST_CHUNK)
    if (wanted !== chunk) {
      chunk = wanted
      serials = few ? row.serials : readManifestChunk(store, id, chunk)
      if (!few && serials[0] !== row.serials[chunk]) {
        throw new RangeError(`chunk ${chunk} does not begin with ${row.serials[chunk]}`)
      }
    }
    const serial = serials[index - chunk * MANIFEST_CHUNK]
    if (serial === undefined || serial.length > 255) throw new RangeError(`serial ${index} is missing or too long`)
    for (let i = 0; i < serial.length; i++) target[at + i] = serial.charCodeAt(i)
    see(serial, target.subarray(at, at + serial.length))
    return serial.length
  }
}

interface Members {
  readonly store: StoreReader
  readonly notes: FsckNotes
  readonly id: number
  readonly row: ManifestRow
  readonly rowOf: (id: number) => ManifestRow | undefined
  /** Packs whose rows name this manifest. */
  readonly found: number
}

/** The slow way: every serial of one manifest, then every pack of its product. */
async function eachMember({ store, notes, id, row, rowOf, found }: Members): Promise<void> {
  let matched = 0
  const chunks = row.count <= FEW_SERIALS ? 1 : row.serials.length
  for (let chunk = 0; chunk < chunks; chunk++) {
    let serials: readonly string[]
    try {
      serials = row.count <= FEW_SERIALS ? row.serials : readManifestChunk(store, id, chunk)
    } catch {
      continue // Reported when its root was computed.
    }
    for (const serial of serials) {
      const is = readOne(store, itemCodec.key(`${row.product}/${serial}`), (body) =>
        itemCodec.read(new RowReader(body)),
      )
      if (is?.manifest === id) matched++
      // A serial that was registered twice stays where it was first.
      else if (is === undefined || !isOlder(store, row, is.manifest, rowOf(is.manifest), serial)) {
        notes.problem('MEMBER', `pack ${row.product}/${serial}`, `Its row does not say that manifest ${id} holds it.`)
      }
    }
  }
  if (matched >= found) return
  await eachRow(store, rangeOf('i', Buffer.from(`${row.product}/`)), silent, (key, body) => {
    if (itemCodec.read(new RowReader(body)).manifest !== id) return
    const serial = packOf(key).slice(row.product.length + 1)
    if (!inManifest(store, id, row, serial)) {
      notes.problem('MEMBER', `pack ${packOf(key)}`, `Its row names manifest ${id}, which does not hold it.`)
    }
  })
}

function isOlder(
  store: StoreReader,
  row: ManifestRow,
  otherId: number,
  other: ManifestRow | undefined,
  serial: string,
): boolean {
  if (other === undefined || other.at >= row.at || other.product !== row.product) return false
  try {
    return inManifest(store, otherId, other, serial)
  } catch {
    return false // Damage of the other one, reported with its root.
  }
}
