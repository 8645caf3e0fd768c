/**
 * The codes of one batch: a million of them in some 40 MB. Twenty ASCII characters each in one array, found by a seeded hash, so
 * that nobody can choose codes that all fall into one place.
 */

export const CODE_LENGTH = 20

export interface CodeTable {
  readonly size: number
  /** The index of a code of 20 ASCII characters; it is added when it is new. */
  add(code: string): number
  code(index: number): string
}

export function makeCodeTable(): CodeTable {
  const seed = (Math.random() * 0x1_0000_0000) >>> 0
  let bytes = new Uint8Array(1024 * CODE_LENGTH)
  // Index + 1 of the code that stands at a place; 0 = free.
  let slots = new Int32Array(2048)
  let size = 0

  const hashOf = (code: string): number => {
    let hash = seed
    for (let i = 0; i < CODE_LENGTH; i++) hash = Math.imul(hash ^ code.charCodeAt(i), 0x0100_0193)
    return (hash ^ (hash >>> 15)) >>> 0
  }
  const isAt = (index: number, code: string): boolean => {
    const start = index * CODE_LENGTH
    // The end differs first: codes of a batch share their beginning.
    for (let i = CODE_LENGTH - 1; i >= 0; i--) if (bytes[start + i] !== code.charCodeAt(i)) return false
    return true
  }
  const codeAt = (index: number): string => {
    const start = index * CODE_LENGTH
    return String.fromCharCode(...bytes.subarray(start, start + CODE_LENGTH))
  }
  const grow = (): void => {
    const larger = new Uint8Array(bytes.length * 2)
    larger.set(bytes)
    bytes = larger
    slots = new Int32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < size; index++) {
      let at = hashOf(codeAt(index)) & mask
      while (slots[at] !== 0) at = (at + 1) & mask
      slots[at] = index + 1
    }
  }
  return {
    get size() {
      return size
    },
    add(code) {
      if (size * 2 >= slots.length) grow()
      const mask = slots.length - 1
      let at = hashOf(code) & mask
      for (let found = slots[at] as number; found !== 0; found = slots[at] as number) {
        if (isAt(found - 1, code)) return found - 1
        at = (at + 1) & mask
      }
      const start = size * CODE_LENGTH
      for (let i = 0; i < CODE_LENGTH; i++) bytes[start + i] = code.charCodeAt(i)
      slots[at] = ++size
      return size - 1
    },
    code: codeAt,
  }
}
