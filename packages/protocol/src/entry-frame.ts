/** The frames of a bundle from their bytes. Those of entries, of which there are as many as events, have a way of their own. */
import { type BundleFrame, decodeBundleFrame } from './bundle.ts'
import type { OpenClaim } from './claim.ts'
import { decodeFrame, type RawFrame } from './frame.ts'
import { SEED_SIZE } from './hash.ts'
import { PlainReader } from './plain.ts'
import { MAX_SLOTS } from './slot.ts'

type EntryFrame = Extract<BundleFrame, { readonly kind: 'entry' }>

/** `[8, entry, …` as it begins every frame of an entry. */
const ARRAY_OF_4 = 0x84
const ENTRY_TAG = 8
const NULL = 0xf6
const PAIR = 0x82
/** In a larger one a slot or the claim could be above its limit. */
const MAX_PLAIN = 1 << 20

/**
 * The same as `decodeBundleFrame(decodeFrame(raw))`. Byte strings are views of the frame's bytes.
 * @throws FormatError as these.
 */
export function readBundleFrame(raw: RawFrame): BundleFrame {
  return readEntryFrame(raw.bytes) ?? decodeBundleFrame(decodeFrame(raw))
}

/** `undefined` for any other frame, one that shows a part of a claim, and one at fault. */
function readEntryFrame(bytes: Uint8Array): EntryFrame | undefined {
  if (bytes[0] !== ARRAY_OF_4 || bytes[1] !== ENTRY_TAG || bytes.length > MAX_PLAIN) return undefined
  const reader = new PlainReader(bytes, 2)
  const entry = reader.blob()
  const claim = reader.takes(NULL) ? undefined : wholeClaim(reader)
  const index = reader.takes(NULL) ? undefined : reader.count()
  return reader.isPlain() ? { kind: 'entry', bytes: entry, claim, index } : undefined
}

function wholeClaim(reader: PlainReader): OpenClaim {
  reader.byte(PAIR)
  reader.byte(0x40 | SEED_SIZE)
  const seed = reader.view(SEED_SIZE)
  const count = reader.array()
  const slots: Uint8Array[] = []
  if (count < 2 || count > MAX_SLOTS) reader.refuse()
  else for (let i = 0; i < count; i++) slots.push(reader.blob())
  return { seed, slots }
}
