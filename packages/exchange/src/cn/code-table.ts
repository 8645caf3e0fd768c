/**
 * The codes of one batch: a million of them in some 40 MB. Twenty ASCII characters each in one array, found by a seeded hash, so
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

export function makeCodeTable(): CodeTable {
  const seed = (Math.random() * 0x1_0000_0000) >>> 0
  let bytes = Buffer.alloc(1024 * CODE_LENGTH)
  let prefixIds = new Int32Array(1024)
  // Index + 1 of the code that stands at a place; 0 = free. At most half of the places are taken.
  let slots = new Int32Array(2048)
  let size = 0
  const prefixes: string[] = []
  const prefixOf = new Map<string, number>()
  let lastPrefix = -1

  const finish = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0
  const hashText = (code: string): number => {
    let hash = seed
    for (let i = 0; i < CODE_LENGTH; i++) hash = Math.imul(hash ^ code.charCodeAt(i), 0x0100_0193)
    return finish(hash)
  }
  const hashBytes = (index: number): number => {
    const end = (index + 1) * CODE_LENGTH
    let hash = seed
    for (let i = index * CODE_LENGTH; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193)
    return finish(hash)
  }
  const isAt = (index: number, code: string): boolean => {
    const start = index * CODE_LENGTH
    // The end differs first: codes of a batch share their beginning.
    for (let i = CODE_LENGTH - 1; i >= 0; i--) if (bytes[start + i] !== code.charCodeAt(i)) return false
    return true
  }
  const grow = (): void => {
    const larger = Buffer.alloc(bytes.length * 2)
    larger.set(bytes)
    bytes = larger
    const ids = new Int32Array(prefixIds.length * 2)
    ids.set(prefixIds)
    prefixIds = ids
    slots = new Int32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < size; index++) {
      let at = hashBytes(index) & mask
      while (slots[at] !== 0) at = (at + 1) & mask
      slots[at] = index + 1
    }
  }
  const prefixId = (code: string): number => {
    if (lastPrefix >= 0 && code.startsWith(prefixes[lastPrefix] as string)) return lastPrefix
    const prefix = code.slice(0, PREFIX_LENGTH)
    const known = prefixOf.get(prefix)
    lastPrefix = known ?? prefixes.push(prefix) - 1
    if (known === undefined) prefixOf.set(prefix, lastPrefix)
    return lastPrefix
  }
  return {
    get size() {
      return size
    },
    add(code) {
      if (size * 2 >= slots.length) grow()
      const mask = slots.length - 1
      let at = hashText(code) & mask
      for (let found = slots[at] as number; found !== 0; found = slots[at] as number) {
        if (isAt(found - 1, code)) return found - 1
        at = (at + 1) & mask
      }
      bytes.write(code, size * CODE_LENGTH, CODE_LENGTH, 'latin1')
      prefixIds[size] = prefixId(code)
      slots[at] = ++size
      return size - 1
    },
    code: (index) => bytes.toString('latin1', index * CODE_LENGTH, (index + 1) * CODE_LENGTH),
    prefix: (index) => prefixes[prefixIds[index] as number] as string,
    rest: (index) => bytes.toString('latin1', index * CODE_LENGTH + PREFIX_LENGTH, (index + 1) * CODE_LENGTH),
    compare(a, b) {
      const [from, other] = [a * CODE_LENGTH, b * CODE_LENGTH]
      for (let i = 0; i < CODE_LENGTH; i++) {
        const difference = (bytes[from + i] as number) - (bytes[other + i] as number)
        if (difference !== 0) return difference
      }
      return 0
    },
  }
}
