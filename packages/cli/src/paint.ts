/** Colour for people: only on a terminal, never the only carrier of a meaning (https://no-color.org). */
import type { Io, Sink } from './io.ts'

const CODES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const
export type Colour = keyof typeof CODES
export type Paint = (text: string, ...colours: readonly Colour[]) => string

export function paintFor(sink: Sink, env: Io['env']): Paint {
  const plain = !sink.isTTY || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  if (plain) return (text) => text
  return (text, ...colours) =>
    colours.length === 0 ? text : `\u001b[${colours.map((colour) => CODES[colour]).join(';')}m${text}\u001b[0m`
}

/** Text from outside, safe to show on a terminal: control characters become visible, nothing moves the cursor. */
export function visible(text: string): string {
  let out = ''
  for (const ch of text) {
    const code = ch.codePointAt(0) ?? 0
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029
    // Marks that turn the direction of writing can make one serial look like another.
    const turning = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200f
    if (code === 0x1d) out += '␝'
    else out += control || turning ? `\\x${code.toString(16).padStart(2, '0')}` : ch
  }
  return out
}
