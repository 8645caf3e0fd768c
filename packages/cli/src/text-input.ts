/**
 * Text that people's programs wrote: UTF-8, or UTF-16 as Windows writes «Unicode text», told by the byte order mark or by the
 * zeros of its first characters. One reader for scans, serials, tables and settings.
 */
import { dataError } from './error.ts'
import { words } from './words.ts'

const { files: say } = words

export type TextLabel = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Zeros are looked for in so many of the first bytes: a file that is no text shows it there. */
const HEAD = 512

/** @throws CliError FILE_BINARY when the first bytes are those of no text. */
export function labelOfText(head: Uint8Array, name: string): TextLabel {
  const [a, b] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  const shown = head.subarray(0, HEAD)
  if (!shown.includes(0)) return 'utf-8'
  if (a !== 0 && b === 0 && hasZeros(shown, 1)) return 'utf-16le'
  if (a === 0 && b !== 0 && hasZeros(shown, 0)) return 'utf-16be'
  throw dataError('FILE_BINARY', say.binary(name), { hint: say.notUtf8Hint })
}

/** Whether only bytes at these places are zero, as in the UTF-16 of Latin letters. */
function hasZeros(bytes: Uint8Array, odd: 0 | 1): boolean {
  return bytes.every((byte, i) => byte !== 0 || i % 2 === odd)
}

/**
 * The text of a stream, in pieces. What is no character becomes U+FFFD, which no code holds: such a scan is refused as a scan and
 * not as a program's failure.
 * @throws CliError FILE_BINARY
 */
export async function* textOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let held = new Uint8Array(0)
  for await (const chunk of chunks) {
    if (decoder !== undefined) {
      yield decoder.decode(chunk, { stream: true })
      continue
    }
    held = joined(held, chunk)
    // Half a byte order mark: a whole one is told by the next byte. Nothing else is waited for, so that a scan is answered at once.
    if (held.length === 0 || (held.length === 1 && (held[0] ?? 0) >= 0xfe)) continue
    decoder = new TextDecoder(labelOfText(held, name))
    yield decoder.decode(held, { stream: true })
  }
  yield (decoder ?? new TextDecoder('utf-8')).decode(decoder === undefined ? held : undefined)
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(first.length + second.length)
  out.set(first)
  out.set(second, first.length)
  return out
}
