/**
 * The codes of one batch: a million of them in some 35 MB. Twenty ASCII characters each in pieces of bytes, found by a seeded hash, so
 * that nobody can choose codes that all fall into one place.
 */

export const CODE_LENGTH = 20
/** Length of the 药品标识码 at the beginning. */
const PREFIX_LENGTH = 7

export interface CodeTable {
  readonly size: number
  /** The index of a code of 20 ASCII characters; it is added when it is new. */
  add(code: string): number
  code(index: number): string
  /** The first seven characters; one string for all codes that share them. */
  prefix(index: number): string
  /** The other thirteen. */
  rest(index: number): string
  /** As texts, by their characters: negative when `a` comes first. */
  compare(a: number, b: number): number
}

/** Codes that lie in one piece: nothing is copied, and hardly anything reserved, when there are more. */
const PIECE_BITS = 11
const PIECE_CODES: number = 1 << PIECE_BITS

export function makeCodeTable(): CodeTable {
  const seed = (Math.random() * 0x1_0000_0000) >>> 0
  const pieces: Buffer[] = []
  let prefixIds = new Int32Array(1024)
  // Index + 1 of the code that stands at a place; 0 = free. At most three of four places are taken.
  let slots = new Int32Array(2048)
  let size = 0
  const prefixes: string[] = []
  const prefixOf = new Map<string, number>()
  let lastPrefix = -1

  const pieceOf = (index: number): Buffer => pieces[index >> PIECE_BITS] as Buffer
  const startOf = (index: number): number => (index & (PIECE_CODES - 1)) * CODE_LENGTH
  const finish = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0
  const hashText = (code: string): number => {
    let hash = seed
    for (let i = 0; i < CODE_LENGTH; i++) hash = Math.imul(hash ^ code.charCodeAt(i), 0x0100_0193)
    return finish(hash)
  }
  const hashBytes = (index: number): number => {
    const bytes = pieceOf(index)
    const start = startOf(index)
    let hash = seed
    for (let i = start; i < start + CODE_LENGTH; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193)
    return finish(hash)
  }
  const isAt = (index: number, code: string): boolean => {
    const bytes = pieceOf(index)
    const start = startOf(index)
    // The end differs first: codes of a batch share their beginning.
    for (let i = CODE_LENGTH - 1; i >= 0; i--) if (bytes[start + i] !== code.charCodeAt(i)) return false
    return true
  }
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < size; index++) {
      let at = hashBytes(index) & mask
      while (slots[at] !== 0) at = (at + 1) & mask
      slots[at] = index + 1
    }
  }
  const room = (): void => {
    if (startOf(size) === 0) pieces.push(Buffer.allocUnsafeSlow(PIECE_CODES * CODE_LENGTH))
    if (size < prefixIds.length) return
    const ids = new Int32Array(roomFor(size))
    ids.set(prefixIds)
    prefixIds = ids
  }
  const prefixId = (code: string): number => {
    if (lastPrefix >= 0 && code.startsWith(prefixes[lastPrefix] as string)) return lastPrefix
    const prefix = code.slice(0, PREFIX_LENGTH)
    const known = prefixOf.get(prefix)
    lastPrefix = known ?? prefixes.push(prefix) - 1
    if (known === undefined) prefixOf.set(prefix, lastPrefix)
    return lastPrefix
  }
  const text = (index: number, from: number): string =>
    pieceOf(index).toString('latin1', startOf(index) + from, startOf(index) + CODE_LENGTH)
  return {
    get size() {
      return size
    },
    add(code) {
      if (size * 4 >= slots.length * 3) grow()
      const mask = slots.length - 1
      let at = hashText(code) & mask
      for (let found = slots[at] as number; found !== 0; found = slots[at] as number) {
        if (isAt(found - 1, code)) return found - 1
        at = (at + 1) & mask
      }
      room()
      pieceOf(size).write(code, startOf(size), CODE_LENGTH, 'latin1')
      prefixIds[size] = prefixId(code)
      slots[at] = ++size
      return size - 1
    },
    code: (index) => text(index, 0),
    prefix: (index) => prefixes[prefixIds[index] as number] as string,
    rest: (index) => text(index, PREFIX_LENGTH),
    compare(a, b) {
      const [one, other] = [pieceOf(a), pieceOf(b)]
      const [from, to] = [startOf(a), startOf(b)]
      for (let i = 0; i < CODE_LENGTH; i++) {
        const difference = (one[from + i] as number) - (other[to + i] as number)
        if (difference !== 0) return difference
      }
      return 0
    },
  }
}

/** Room for columns that held `size`: a quarter more, for what doubles stands half empty at the worst number of codes. */
export function roomFor(size: number): number {
  return Math.max(1024, Math.ceil(size * 1.25))
}
