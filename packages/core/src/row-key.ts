/**
 * Keys of the store. The first byte names the kind of row; numbers are big-endian, so that byte order is their order.
 *
 * | byte | then | row |
 * |---|---|---|
 * | `C` | | what never changes: row format, origin, operator, ledger id, secret |
 * | `H` | | the head: size and frontier of the log, last epoch, counters; rewritten in every batch |
 * | `X` | | present while the ledger is closed cleanly |
 * | `e` | block | entries of 32 consecutive g |
 * | `d` | block | the claims of these entries |
 * | `D` | g | a claim too large for its block |
 * | `t` | level, tile | roots of subtrees of 256^level leaves |
 * | `h` | stream key | head of a stream, with the last g of its entries |
 * | `s` | stream key, chunk | g of 256 entries of a stream and the root over them |
 * | `n` | path | page of the map |
 * | `i` | pack or container | membership, state, history |
 * | `x` | item, chunk | older history of an item |
 * | `y` | container, chunk | what was put into it |
 * | `b` `q` `a` | batch, product, actor | their states |
 * | `u` | key id | a key |
 * | `M` | manifest id | whose manifest it is; a manifest without this row does not exist |
 * | `m` | manifest id, chunk | 4,096 serials of it |
 * | `o` | batch, manifest id | lists the manifests of a batch |
 * | `v` | submission hash | a submission and where its claims went |
 * | `w` | key id, seq | its hash |
 * | `k` | claim hash, its first 16 bytes | g of its first entry |
 * | `z` | MAC | g of a claim that names no goods, or of an act with an idempotency key |
 * | `j` | stream key, g | g of the `place` entry of that claim in that stream |
 * | `c` | size | a signed checkpoint |
 */
const encoder = new TextEncoder()

export type RowKind =
  | 'C'
  | 'H'
  | 'X'
  | 'e'
  | 'd'
  | 'D'
  | 't'
  | 'h'
  | 's'
  | 'n'
  | 'i'
  | 'x'
  | 'y'
  | 'b'
  | 'q'
  | 'a'
  | 'u'
  | 'M'
  | 'm'
  | 'o'
  | 'v'
  | 'w'
  | 'k'
  | 'z'
  | 'j'
  | 'c'

export function soleKey(kind: RowKind): Uint8Array {
  return Uint8Array.of(kind.charCodeAt(0))
}

/** Kind and a number of six bytes: 2^48 is beyond any log. */
export function numberKey(kind: RowKind, value: number): Uint8Array {
  const key = new Uint8Array(7)
  key[0] = kind.charCodeAt(0)
  writeNumber(key, 1, value)
  return key
}

export function writeNumber(bytes: Uint8Array, at: number, value: number): void {
  const high = Math.floor(value / 0x100000000)
  bytes[at] = high >>> 8
  bytes[at + 1] = high
  bytes[at + 2] = value >>> 24
  bytes[at + 3] = value >>> 16
  bytes[at + 4] = value >>> 8
  bytes[at + 5] = value
}

export function readNumber(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let i = 0; i < 6; i++) value = value * 256 + (bytes[at + i] as number)
  return value
}

export function bytesKey(kind: RowKind, name: Uint8Array): Uint8Array {
  const key = new Uint8Array(1 + name.length)
  key[0] = kind.charCodeAt(0)
  key.set(name, 1)
  return key
}

/** Kind, bytes and a number behind them. */
export function pairKey(kind: RowKind, name: Uint8Array, value: number): Uint8Array {
  const key = new Uint8Array(7 + name.length)
  key[0] = kind.charCodeAt(0)
  key.set(name, 1)
  writeNumber(key, 1 + name.length, value)
  return key
}

export function textKey(kind: RowKind, name: string): Uint8Array {
  const size = name.length
  const key = new Uint8Array(1 + size)
  key[0] = kind.charCodeAt(0)
  for (let i = 0; i < size; i++) {
    const unit = name.charCodeAt(i)
    if (unit >= 128) return bytesKey(kind, encoder.encode(name))
    key[1 + i] = unit
  }
  return key
}

/** Kind, text, a zero byte (which no id holds) and a number. */
export function textPairKey(kind: RowKind, name: string, value: number): Uint8Array {
  return pairKey(kind, encoder.encode(`${name}\u0000`), value)
}

/** Everything of one kind, or everything of it that begins with `prefix`. */
export function rangeOf(kind: RowKind, prefix: Uint8Array = new Uint8Array(0)): { from: Uint8Array; to: Uint8Array } {
  const from = bytesKey(kind, prefix)
  return { from, to: afterPrefix(from) }
}

/** The first key that does not begin with `prefix`. Prefixes here begin with a letter, so there is one. */
function afterPrefix(prefix: Uint8Array): Uint8Array {
  let size = prefix.length
  while (prefix[size - 1] === 255) size--
  const to = prefix.slice(0, size)
  to[size - 1] = (to[size - 1] as number) + 1
  return to
}

const passing: Uint8Array[] = []

/** As `textKey`, in memory that the next one of this length is written to. */
export function passingTextKey(kind: RowKind, name: string): Uint8Array {
  const size = name.length
  if (size > 64) return textKey(kind, name)
  passing[size] ??= new Uint8Array(1 + size)
  const key = passing[size]
  key[0] = kind.charCodeAt(0)
  for (let i = 0; i < size; i++) {
    const unit = name.charCodeAt(i)
    if (unit >= 128) return textKey(kind, name)
    key[1 + i] = unit
  }
  return key
}
