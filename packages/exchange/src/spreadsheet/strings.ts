/** The texts that cells share (section 18.4.8). */
import { BytesFault } from '../error.ts'
import { type OpenPart, readWhole } from './part.ts'

/** A sheet has at most 1,048,576 rows; three columns of different codes are three times as many. */
const MAX_STRINGS = 3_200_000
const MAX_CHARACTERS = 1 << 27

export async function readStrings(open: OpenPart): Promise<readonly string[]> {
  const strings: string[] = []
  let text = ''
  let size = 0
  let inText = false
  /** Inside of a reading aid, which is no part of the text. */
  let phonetic = false
  await readWhole('xl/sharedStrings.xml', open, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    text(piece) {
      if (inText) text += piece
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') {
        size += text.length
        if (strings.push(unescapeText(text)) > MAX_STRINGS || size > MAX_CHARACTERS) throw tooMany()
      }
    },
  })
  return strings
}

/** `_x000D_` stands for a character that XML cannot hold, `_x005F_` for an underscore that is none of these (section 22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function tooMany(): BytesFault {
  return new BytesFault('TOO_LARGE', 'the spreadsheet holds more texts than fit in memory', 'Save the sheet as CSV.')
}
