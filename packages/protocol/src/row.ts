/** Rows of our own store, by cbor-x: fast, not canonical, never hashed and never read from outside. */
import { Decoder, Encoder } from 'cbor-x'

const options = {
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  tagUint8Array: false,
  int64AsNumber: true,
} as const
const encoder = new Encoder(options)
const decoder = new Decoder(options)

/** Plain data to bytes in a buffer of their own. */
export function encodeRow(value: unknown): Uint8Array {
  return encoder.encode(value).slice()
}

export function decodeRow(bytes: Uint8Array): unknown {
  return decoder.decode(bytes)
}
