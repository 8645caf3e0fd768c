/** Which serials were seen: a byte for each character, so that millions fit. Serials are ASCII of at most 20 (GS1 set 82). */
const SLOT = 21
const EMPTY = 0

export interface SerialTable {
  /** `false` when it is there already. */
  add(serial: string): boolean
  readonly size: number
}

export function makeSerialTable(): SerialTable {
  let slots = new Uint8Array(SLOT * 1024)
  let index = new Uint32Array(4096)
  let size = 0

  const hashOf = (serial: string): number => {
    let hash = 0x811c9dc5
    for (let i = 0; i < serial.length; i++) hash = Math.imul(hash ^ serial.charCodeAt(i), 0x01000193)
    return (hash ^ (hash >>> 15)) >>> 0
  }
  const isAt = (slot: number, serial: string): boolean => {
    const start = slot * SLOT
    if (slots[start] !== serial.length) return false
    for (let i = 0; i < serial.length; i++) if (slots[start + 1 + i] !== serial.charCodeAt(i)) return false
    return true
  }
  const textAt = (slot: number): string => {
    const start = slot * SLOT
    return String.fromCharCode(...slots.subarray(start + 1, start + 1 + (slots[start] ?? 0)))
  }
  /** Where the serial is, or would be: entries are numbered from 1. */
  const find = (serial: string): number => {
    const mask = index.length - 1
    let at = hashOf(serial) & mask
    for (;;) {
      const entry = index[at] ?? EMPTY
      if (entry === EMPTY || isAt(entry - 1, serial)) return at
      at = (at + 1) & mask
    }
  }
  const grow = (): void => {
    const wider = new Uint8Array(slots.length * 2)
    wider.set(slots)
    slots = wider
    index = new Uint32Array(index.length * 2)
    for (let slot = 0; slot < size; slot++) index[find(textAt(slot))] = slot + 1
  }
  return {
    add(serial) {
      if (serial.length >= SLOT) return true
      const at = find(serial)
      if (index[at] !== EMPTY) return false
      index[at] = size + 1
      const start = size * SLOT
      slots[start] = serial.length
      for (let i = 0; i < serial.length; i++) slots[start + 1 + i] = serial.charCodeAt(i)
      size++
      if ((size + 1) * SLOT > slots.length) grow()
      return true
    },
    get size() {
      return size
    },
  }
}
