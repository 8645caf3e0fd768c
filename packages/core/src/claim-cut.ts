/** Where the slots of a whole claim stand in its bytes. */
import { MAX_CLAIM_SIZE, MAX_SLOT_SIZE, MAX_SLOTS, SEED_SIZE } from '@packtrail/protocol'
import { LedgerError } from './error.ts'

/** Where the list of slots begins: behind the heads of an array of two and of sixteen bytes, and these. */
const LIST_AT: number = 2 + SEED_SIZE
const BYTES = 2
const ARRAY = 4

/** The cut of one claim after another: nothing is made anew for each. */
export class ClaimCut {
  /** Number of slots. */
  count = 0
  /** Where each begins, and where it ends. */
  readonly from: Uint32Array = new Uint32Array(MAX_SLOTS)
  readonly to: Uint32Array = new Uint32Array(MAX_SLOTS)

  /**
   * Whether `bytes` are those of a whole claim within the limits of the format, the one encoding of it. What the slots hold is
   * not looked at.
   */
  of(bytes: Uint8Array): boolean {
    const size = bytes.length
    if (bytes[0] !== 0x82 || bytes[1] !== 0x50) return false
    let at = afterHead(bytes, LIST_AT, ARRAY)
    const count = headValue
    if (at === 0 || count < 2 || count > MAX_SLOTS) return false
    const { from, to } = this
    let sum = 0
    for (let i = 0; i < count; i++) {
      at = afterHead(bytes, at, BYTES)
      if (at === 0 || headValue > MAX_SLOT_SIZE) return false
      from[i] = at
      at += headValue
      sum += headValue
      to[i] = at
    }
    this.count = count
    return at === size && sum <= MAX_CLAIM_SIZE
  }
}

let headValue = 0

/** Where a CBOR head in its shortest form ends, which leaves its value in `headValue`; 0 when another one stands there. */
function afterHead(bytes: Uint8Array, at: number, major: number): number {
  const first = bytes[at]
  if (first === undefined || first >> 5 !== major) return 0
  const low = first & 31
  headValue = low
  if (low < 24) return at + 1
  if (low > 26) return 0
  const more = 1 << (low - 24)
  let value = 0
  for (let i = 1; i <= more; i++) value = value * 256 + (bytes[at + i] ?? Number.NaN)
  headValue = value
  return value >= (more === 1 ? 24 : 2 ** (4 * more)) ? at + 1 + more : 0
}

const shared = new ClaimCut()

/** The slots of a whole claim, `encodeClaim`, as views of it. */
export function slotsIn(bytes: Uint8Array): Uint8Array[] {
  if (!shared.of(bytes)) throw new LedgerError('DAMAGED', 'a claim is not what was written')
  return Array.from({ length: shared.count }, (_, i) => bytes.subarray(shared.from[i], shared.to[i]))
}
