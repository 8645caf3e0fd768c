/** The slot that is another in nearly every claim, by a short way. */
import type { Time } from './event.ts'
import { PlainReader } from './plain.ts'
import { MAX_TIME } from './shape.ts'
import { readField } from './slot.ts'

const ARRAY_OF_4 = 0x84
const WHEN = 1
const FALSE = 0xf4
const MAX_OFFSET = 840

/**
 * The same as `readField('when', slot).when`.
 * @throws FormatError as it.
 */
export function readWhen(slot: Uint8Array): Time {
  const reader = new PlainReader(slot)
  reader.byte(ARRAY_OF_4)
  reader.byte(WHEN)
  const ms = reader.count()
  const offset = reader.int()
  reader.byte(FALSE)
  const isUsual = reader.isPlain() && ms <= MAX_TIME && offset >= -MAX_OFFSET && offset <= MAX_OFFSET
  return isUsual ? { ms, offset, precision: 'ms' } : (readField('when', slot).when as Time)
}
