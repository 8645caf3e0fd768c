/** Words of the Core Business Vocabulary as documents write them; any other vocabulary keeps the URI it came with. */
import { type CbvKind, inCbvNamespace, isCbvWord } from '@packtrail/protocol'

export interface Word {
  /** Bare when it is a word of the CBV, else the text as it came. */
  readonly word: string
  /** `cbv`: known · `other`: a URI of somebody else · `unknown`: said to be of the CBV, or bare, but it is no word of it. */
  readonly origin: 'cbv' | 'other' | 'unknown'
  /** Written without a namespace: allowed in JSON only. */
  readonly bare: boolean
}

const caches: Readonly<Record<CbvKind, Map<string, Word>>> = {
  bizstep: new Map(),
  disp: new Map(),
  btt: new Map(),
  sdt: new Map(),
  er: new Map(),
}

export function readWord(kind: CbvKind, text: string): Word {
  const cache = caches[kind]
  const known = cache.get(text)
  if (known !== undefined) return known
  const word = makeWord(kind, text)
  if (cache.size < 1000) cache.set(text, word)
  return word
}

function makeWord(kind: CbvKind, text: string): Word {
  const rest = inCbvNamespace(kind, text)
  if (rest !== undefined) {
    return isCbvWord(kind, rest)
      ? { word: rest, origin: 'cbv', bare: false }
      : { word: text, origin: 'unknown', bare: false }
  }
  if (text.includes(':')) return { word: text, origin: 'other', bare: false }
  return { word: text, origin: isCbvWord(kind, text) ? 'cbv' : 'unknown', bare: true }
}
