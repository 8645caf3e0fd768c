/** Zips for the tests, written after APPNOTE 6.3.10; `spoil` changes an entry's fields to make wrong ones. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipSource {
  readonly name: string | Uint8Array
  readonly data: string | Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly crc?: number
  readonly size?: number
}

export function makeZip(sources: readonly ZipSource[], comment = ''): Uint8Array {
  const parts: Uint8Array[] = []
  const central: Uint8Array[] = []
  let at = 0
  for (const source of sources) {
    const data = bytesOf(source.data)
    const name = bytesOf(source.name)
    const { method = 8, flags = 0, crc = crc32(data), size = data.length } = source
    const packed = method === 8 ? new Uint8Array(deflateRawSync(data)) : data
    const common = fields(
      [20, 2],
      [flags, 2],
      [method, 2],
      [0, 4],
      [crc, 4],
      [packed.length, 4],
      [size, 4],
      [name.length, 2],
      [0, 2],
    )
    const local = join(fields([0x04034b50, 4]), common, name, packed)
    central.push(join(fields([0x02014b50, 4], [20, 2]), common, fields([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name))
    parts.push(local)
    at += local.length
  }
  const directory = join(...central)
  const count = sources.length
  const tail = bytesOf(comment)
  const end = fields(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [directory.length, 4],
    [at, 4],
    [tail.length, 2],
  )
  return join(...parts, directory, end, tail)
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value
}

function fields(...values: readonly (readonly [number, number])[]): Uint8Array {
  const out = new Uint8Array(values.reduce((sum, [, size]) => sum + size, 0))
  let at = 0
  for (const [value, size] of values) {
    for (let i = 0; i < size; i++) out[at++] = Math.floor(value / 256 ** i) % 256
  }
  return out
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
