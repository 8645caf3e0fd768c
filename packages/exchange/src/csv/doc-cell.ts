/** The cell `doc`: `po:4711 | desadv:77`. A bar, colon or backslash that belongs to the text has a backslash before it. */
import type { DocRef } from '@packtrail/protocol'

export function readDocCell(cell: string): DocRef[] {
  const docs: DocRef[] = []
  for (const part of splitAt(cell, '|')) {
    const [type = '', ...id] = splitAt(part.trim(), ':')
    const named = id.length === 0 ? { type: '', id: plain(type) } : { type: plain(type), id: plain(id.join(':')) }
    if (named.id !== '' && !docs.some((doc) => doc.type === named.type && doc.id === named.id)) docs.push(named)
  }
  return docs
}

export function writeDocCell(docs: readonly DocRef[]): string {
  return docs.map(({ type, id }) => `${escapeText(type, /[\\|:]/g)}:${escapeText(id, /[\\|]/g)}`).join(' | ')
}

/** Cut at `mark`, but not where a backslash stands before it. */
function splitAt(text: string, mark: string): string[] {
  if (!text.includes(mark)) return [text]
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === mark) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

const plain = (text: string): string => (text.includes('\\') ? text.replace(/\\([\\|:])/g, '$1') : text)
const escapeText = (text: string, marks: RegExp): string => text.replace(marks, '\\$&')
