/**
 * `<Code curCode="…" packLayer="…" parentCode="…" flag="…"/>` as relation files hold it by the million, read without the XML
 * parser: what the parser would make of a self-closing element of plain attributes is beyond doubt. Anything else is left to it.
 */

/** The four attributes of the element read last; empty when absent. */
export interface CodeElement {
  curCode: string
  packLayer: string
  parentCode: string
  flag: string
}

export const NOT_PLAIN = -1
export const INCOMPLETE = -2

const START = '<Code '

/** Values without entities, markup, blanks or anything that XML forbids. */
const PLAIN_VALUE = /^[!#-%'-;=-~]*$/

/**
 * @param at Where `<` stands.
 * @returns The offset behind the element; NOT_PLAIN for whatever is not certain; INCOMPLETE when the text may end inside of it.
 */
export function readCodeElement(text: string, at: number, found: CodeElement): number {
  if (!text.startsWith(START, at)) return text.length - at < START.length ? INCOMPLETE : NOT_PLAIN
  found.curCode = ''
  found.packLayer = ''
  found.parentCode = ''
  found.flag = ''
  let seen = 0
  let next = at + START.length
  for (;;) {
    const ch = text.charCodeAt(next)
    if (ch === 0x20) next++
    else if (ch === 0x2f) return endOf(text, next)
    else {
      const equals = text.indexOf('="', next)
      const close = equals < 0 ? -1 : text.indexOf('"', equals + 2)
      if (close < 0) return text.indexOf('>', next) < 0 ? INCOMPLETE : NOT_PLAIN
      const bit = setAttribute(found, text.slice(next, equals), text.slice(equals + 2, close))
      // An attribute that comes twice is no XML: the parser says so.
      if (bit === 0 || (seen & bit) !== 0) return NOT_PLAIN
      seen |= bit
      next = close + 1
      // Attributes are parted by a blank.
      const behind = text.charCodeAt(next)
      if (behind !== 0x20 && behind !== 0x2f) return Number.isNaN(behind) ? INCOMPLETE : NOT_PLAIN
    }
  }
}

function endOf(text: string, slash: number): number {
  if (slash + 1 >= text.length) return INCOMPLETE
  return text.charCodeAt(slash + 1) === 0x3e ? slash + 2 : NOT_PLAIN
}

/** A bit for each name; 0 for another name, or a value that is not plain. */
function setAttribute(found: CodeElement, name: string, value: string): number {
  if (!PLAIN_VALUE.test(value)) return 0
  switch (name) {
    case 'curCode':
      found.curCode = value
      return 1
    case 'packLayer':
      found.packLayer = value
      return 2
    case 'parentCode':
      found.parentCode = value
      return 4
    case 'flag':
      found.flag = value
      return 8
    default:
      return 0
  }
}
