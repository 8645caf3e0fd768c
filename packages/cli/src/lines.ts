/** One scan a line, as a scanner types them: separators inside a line are kept. */
import { CliError } from './error.ts'
import { EXIT } from './exit.ts'
import type { Io } from './io.ts'
import { words } from './words.ts'

/** No printed code is nearly as long; a longer line is a wrong file. */
export const MAX_LINE = 8192

export interface Line {
  readonly number: number
  /** Undefined when the line is longer than `MAX_LINE`: its text was dropped. */
  readonly text: string | undefined
}

/**
 * The lines of `chunks`. A line ends at LF, CR LF or CR (some scanners send CR only); GS, RS and EOT stay. Bytes that are no UTF-8
 * become U+FFFD, which no code holds, so that such a scan is refused as a scan and not as a program's failure. UTF-16, as Windows
 * programs save lists, is read as what it is.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let head: Uint8Array = new Uint8Array()
  const cut = lineCutter()
  for await (const chunk of chunks) {
    if (decoder !== undefined) {
      yield* cut(decoder.decode(chunk, { stream: true }))
      continue
    }
    head = joined(head, chunk)
    const label = encodingOf(head)
    if (label === undefined) continue
    decoder = new TextDecoder(label)
    yield* cut(decoder.decode(head, { stream: true }))
  }
  decoder ??= new TextDecoder('utf-8')
  if (encodingOf(head) === undefined) yield* cut(decoder.decode(head, { stream: true }))
  yield* cut(decoder.decode(), true)
}

/** By the mark at the start, else by zeros where no scan has them; `undefined` where one byte more must tell. */
function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = head
  if (a === undefined || ((a === 0xff || a === 0xfe) && b === undefined)) return undefined
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0 && b !== 0 && c === 0 && d !== 0 && d !== undefined) return 'utf-16be'
  return b === 0 && a !== 0 && d === 0 && c !== 0 ? 'utf-16le' : 'utf-8'
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  if (before.length === 0) return after
  const both = new Uint8Array(before.length + after.length)
  both.set(before)
  both.set(after, before.length)
  return both
}

function lineCutter(): (text: string, last?: boolean) => Iterable<Line> {
  let rest = ''
  let tooLong = false
  let number = 0
  let afterCr = false
  function* cut(text: string, last = false): Iterable<Line> {
    let from = 0
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code !== 0x0a && code !== 0x0d) {
        afterCr = false
        continue
      }
      // The LF of a CR LF ends no second line, even when it comes in the next chunk.
      if (code === 0x0a && afterCr) {
        afterCr = false
        from = i + 1
        continue
      }
      afterCr = code === 0x0d
      yield take(text.slice(from, i))
      from = i + 1
    }
    keep(text.slice(from))
    if (last && (rest !== '' || tooLong)) yield take('')
  }
  function take(text: string): Line {
    keep(text)
    const line = { number: ++number, text: tooLong ? undefined : rest }
    rest = ''
    tooLong = false
    return line
  }
  function keep(text: string): void {
    if (tooLong || rest.length + text.length > MAX_LINE) {
      rest = ''
      tooLong = true
    } else rest += text
  }
  return cut
}

/** Codes of a command: its arguments, else the lines of standard input; empty lines are left out. */
export async function* codesOf(io: Io, args: readonly string[]): AsyncGenerator<Line> {
  if (args.length > 0) {
    for (const [i, text] of args.entries()) yield { number: i + 1, text }
    return
  }
  for await (const line of linesOf(io.stdin)) if (line.text === undefined || line.text.trim() !== '') yield line
}

/** All codes at once, for acts about many packs. @throws CliError USAGE when there is none, DATA_BAD for a line too long. */
export async function allCodes(io: Io, args: readonly string[]): Promise<string[]> {
  const codes: string[] = []
  for await (const line of codesOf(io, args)) {
    if (line.text === undefined)
      throw new CliError('DATA_BAD', EXIT.bad, words.codes.lineTooLong(line.number, MAX_LINE))
    codes.push(line.text)
  }
  if (codes.length === 0) throw new CliError('USAGE', EXIT.usage, words.codes.none, { hint: words.codes.noneHint })
  return codes
}
