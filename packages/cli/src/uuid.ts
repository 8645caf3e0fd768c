/** Random numbers that nobody else has (RFC 9562, section 5.4). */
import { toHex } from '@packtrail/protocol'
import type { Io } from './io.ts'

export function uuid4(io: Io): string {
  const bytes = io.random(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = toHex(bytes)
  return [0, 8, 12, 16, 20].map((at, i, starts) => hex.slice(at, starts[i + 1] ?? 32)).join('-')
}
