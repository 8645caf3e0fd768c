/** One scan a line, as a scanner types them: separators inside a line are kept. */
import { CliError } from './error.ts'
import { EXIT } from './exit.ts'
import type { Io } from './io.ts'
import { textOf } from './text-input.ts'
import { words } from './words.ts'

/** No printed code is nearly as long; a longer line is a wrong file. */
export const MAX_LINE = 8192

export interface Line {
  readonly number: number
  /** Undefined when the line is longer than `MAX_LINE`: its text was dropped. */
  readonly text: string | undefined
}

/**
 * The lines of `chunks`. A line ends at LF, CR LF or CR (some scanners send CR only); GS, RS and EOT stay.
 * @param name For words about a file that is no text.
 * @throws CliError FILE_BINARY
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string = words.files.standardInput,
): AsyncGenerator<Line> {
  const cut = lineCutter()
  for await (const text of textOf(chunks, name)) yield* cut(text)
  yield* cut('', true)
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
