/** How the demo speaks: numbered chapters, one line an act, and with `--json` one value at the end. */
import type { Io } from '../io.ts'
import { paintFor, visible } from '../paint.ts'
import { wrap } from '../width.ts'

export interface Tell {
  /** A heading with a number, and why this chapter is told. */
  chapter(title: string, why: string): Promise<void>
  /** One thing that was done, with a sign for how it went. */
  done(text: string, detail?: string): Promise<void>
  /** A crime that was found. */
  found(text: string, detail?: string): Promise<void>
  failed(text: string): Promise<void>
  /** A sentence below the line before. */
  note(text: string): Promise<void>
  /** What the program itself said, quoted. */
  quote(text: string): Promise<void>
  plain(text: string): Promise<void>
  /** What is being waited for: on a terminal only, gone with the next line. */
  busy(text: string): Promise<void>
}

const MARGIN = '     '

/** People read on standard output; with `json` it belongs to the one value at the end. */
export function teller(io: Io, json: boolean): Tell {
  const sink = json ? io.stderr : io.stdout
  const paint = paintFor(sink, io.env)
  const columns = Math.max(60, Math.min(100, sink.isTTY ? sink.columns : 100)) - MARGIN.length
  let number = 0
  let waiting = false
  const line = async (text: string): Promise<void> => {
    if (waiting) await io.stderr.write('\r\u001b[K')
    waiting = false
    await sink.write(`${text}\n`)
  }
  const item = (sign: string, text: string, detail: string | undefined): Promise<void> =>
    line(
      `  ${sign}  ${wrap(visible(text), columns, MARGIN)}${detail === undefined ? '' : paint(`  ${visible(detail)}`, 'dim')}`,
    )
  return {
    async chapter(title, why) {
      number++
      await line('')
      await line(paint(`${String(number).padStart(2)}. ${title}`, 'bold'))
      await line(`${MARGIN}${wrap(why, columns, MARGIN)}`)
    },
    done: (text, detail) => item(paint('✓', 'green'), text, detail),
    found: (text, detail) => item(paint('✓', 'green', 'bold'), text, detail),
    failed: (text) => item(paint('✗', 'red', 'bold'), text, undefined),
    quote: (text) =>
      line(`${MARGIN}${paint('│', 'dim')} ${wrap(visible(text), columns - 2, `${MARGIN}${paint('│', 'dim')} `)}`),
    note: (text) => line(`${MARGIN}${wrap(visible(text), columns, MARGIN)}`),
    plain: (text) => line(text),
    async busy(text) {
      if (!io.stderr.isTTY) return
      await io.stderr.write(`\r\u001b[K${MARGIN}${paint(`${text} …`, 'dim')}`)
      waiting = true
    },
  }
}
