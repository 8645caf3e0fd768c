/** The frames of a bundle from their bytes. Those that grow with the batch, of entries and serials, have a way of their own. */
import { type BundleFrame, decodeBundleFrame } from './bundle.ts'
import type { OpenClaim } from './claim.ts'
import { decodeFrame, type RawFrame } from './frame.ts'
import { HASH_SIZE, SEED_SIZE } from './hash.ts'
import { MANIFEST_CHUNK } from './manifest.ts'
import { PlainReader } from './plain.ts'
import { MAX_SLOTS } from './slot.ts'

/** A frame of four parts begins so, then its tag. */
const ARRAY_OF_4 = 0x84
const ENTRY = 8
const MANIFEST = 9
const NULL = 0xf6
const PAIR = 0x82
/** In a larger one a slot or the claim could be above its limit. */
const MAX_PLAIN: number = 1 << 20
/** Most characters of a serial. */
const MAX_SERIAL = 64

/**
 * The same as `decodeBundleFrame(decodeFrame(raw))`. Byte strings are views of the frame's bytes.
 * @throws FormatError as these.
 */
export function readBundleFrame(raw: RawFrame): BundleFrame {
  return readPlain(raw.bytes) ?? decodeBundleFrame(decodeFrame(raw))
}

/** `undefined` for any other frame, one that shows a part of a claim, and one at fault. */
function readPlain(bytes: Uint8Array): BundleFrame | undefined {
  if (bytes[0] !== ARRAY_OF_4 || bytes.length > MAX_PLAIN) return undefined
  const tag = bytes[1]
  if (tag !== ENTRY && tag !== MANIFEST) return undefined
  const reader = new PlainReader(bytes, 2)
  const frame = tag === ENTRY ? entryFrame(reader) : manifestFrame(reader)
  return reader.isPlain() ? frame : undefined
}

function entryFrame(reader: PlainReader): BundleFrame {
  const bytes = reader.blob()
  const claim = reader.takes(NULL) ? undefined : wholeClaim(reader)
  const index = reader.takes(NULL) ? undefined : reader.count()
  return { kind: 'entry', bytes, claim, index }
}

function wholeClaim(reader: PlainReader): OpenClaim {
  reader.byte(PAIR)
  const seed = reader.fixed(SEED_SIZE)
  const count = reader.array()
  if (count < 2 || count > MAX_SLOTS) {
    reader.refuse()
    return { seed, slots: [] }
  }
  const slots = new Array<Uint8Array>(count)
  for (let i = 0; i < count; i++) slots[i] = reader.blob()
  return { seed, slots }
}

function manifestFrame(reader: PlainReader): BundleFrame {
  const claim = reader.fixed(HASH_SIZE)
  const seed = reader.fixed(SEED_SIZE)
  const count = reader.array()
  const serials: string[] = []
  if (count < 1 || count > MANIFEST_CHUNK) reader.refuse()
  else for (let i = 0; i < count; i++) serials.push(reader.text(MAX_SERIAL))
  return { kind: 'manifest', claim, seed, serials }
}
