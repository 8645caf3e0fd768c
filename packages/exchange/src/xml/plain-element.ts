/**
 * One whole element of plain XML → nodes, without the XML parser, at twice its speed. Plain is what machines write: names and
 * double-quoted attributes in ASCII, no entities, comments, sections, instructions or namespace declarations inside. Whatever is
 * not certainly plain and well-formed is refused here and left to the parser, which also finds the words for what is wrong;
 * a test holds the two together.
 */
import { XmlNode } from './node.ts'

export interface PlainReader {
  /**
   * @param text The element from its `<` to the `>` of its closing tag.
   * @param line Of its first character.
   * @returns `undefined` when it is not plain. @param expand As in `XmlParser`.
   */
  read(text: string, line: number, expand: (name: string) => string | undefined): XmlNode | undefined
}

/**
 * Anything that makes an element not plain wherever it stands: a reference, a comment, section or instruction, the end of a
 * section, a declaration of namespaces, characters that XML forbids or that need care.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids.
const SPECIAL = /[&\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|<[!?]|\]\]>|xmlns|\r(?!\n)/

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,200}(?::[A-Za-z_][A-Za-z0-9_.-]{0,200})?$/

/** Deepest element inside of the one that is read. */
const MAX_DEPTH = 32
const MAX_ATTRIBUTES = 50

export function makePlainReader(): PlainReader {
  /** Names that were found to be names. */
  const names = new Set<string>()
  const isName = (name: string): boolean => {
    if (names.has(name)) return true
    if (!NAME.test(name)) return false
    if (names.size < 5000) names.add(name)
    return true
  }
  return {
    read(text, line, expand) {
      if (SPECIAL.test(text)) return undefined
      const open: XmlNode[] = []
      const tags: string[] = []
      let at = 0
      let lines = line
      let newline = text.indexOf('\n')
      for (;;) {
        // `at` stands on a `<`.
        const close = text.indexOf('>', at)
        if (close < 0) return undefined
        while (newline >= 0 && newline < close) {
          lines++
          newline = text.indexOf('\n', newline + 1)
        }
        if (text.charCodeAt(at + 1) === 0x2f) {
          const tag = tags.pop()
          const node = open.pop()
          if (tag === undefined || node === undefined) return undefined
          if (close !== at + 2 + tag.length || !text.startsWith(tag, at + 2)) return undefined
          if (open.length === 0) return close + 1 === text.length ? node : undefined
        } else {
          const empty = text.charCodeAt(close - 1) === 0x2f
          const end = empty ? close - 1 : close
          const blank = text.indexOf(' ', at)
          const tagged = blank < 0 || blank > end ? end : blank
          const tag = text.slice(at + 1, tagged)
          const name = isName(tag) ? expand(tag) : undefined
          if (name === undefined || open.length >= MAX_DEPTH) return undefined
          const attributes = tagged === end ? undefined : readAttributes(text.slice(tagged, end), isName)
          if (attributes === null) return undefined
          const node = new XmlNode(name, lines, attributes)
          const parent = open[open.length - 1]
          if (parent !== undefined) {
            if (parent.children === undefined) parent.children = [node]
            else parent.children.push(node)
          }
          if (!empty) {
            tags.push(tag)
            open.push(node)
          } else if (parent === undefined) return close + 1 === text.length ? node : undefined
        }
        at = text.indexOf('<', close + 1)
        if (at < 0) return undefined
        if (at > close + 1 && !addText(open[open.length - 1], text, close + 1, at)) return undefined
      }
    },
  }
}

/** `false` when the text is not plain. Blanks between elements are nothing. */
function addText(node: XmlNode | undefined, text: string, from: number, to: number): boolean {
  if (node === undefined) return false
  const piece = text.slice(from, to).trim()
  if (piece === '') return true
  // Text beside elements, and line ends inside of a text, are for the parser to put right.
  if (node.children !== undefined || node.text !== '' || piece.includes('\r')) return false
  node.text = piece
  return true
}

/** `null` when they are not plain. */
function readAttributes(
  text: string,
  isName: (name: string) => boolean,
): Readonly<Record<string, string>> | undefined | null {
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  let any = false
  let at = 0
  for (let count = 0; count <= MAX_ATTRIBUTES; count++) {
    const start = at
    while (text.charCodeAt(at) === 0x20) at++
    if (at === text.length) return any ? found : undefined
    if (at === start) return null
    const equals = text.indexOf('="', at)
    const close = equals < 0 ? -1 : text.indexOf('"', equals + 2)
    if (close < 0) return null
    const name = text.slice(at, equals)
    const value = text.slice(equals + 2, close)
    // Tabs and line ends in a value become blanks: the parser does that.
    if (!isName(name) || name in found || /[<\t\n\r]/.test(value)) return null
    found[name] = value
    any = true
    at = close + 1
  }
  return null
}
