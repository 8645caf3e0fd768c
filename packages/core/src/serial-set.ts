/**
 * The serials of one commissioning, sorted. A million of them as JavaScript texts would take 50 MB and seconds to sort, so they
 * stand one behind the other in one array of bytes, and what is sorted are their places.
 */

/** Longest serial in bytes. */
const MOST = 255
/** Below this many, insertion is faster than counting. */
const FEW = 24

export interface SerialSet {
  readonly count: number
  /** Bytes of the serial at a sorted index, written into `target` from `at` on; their number. */
  write(index: number, target: Uint8Array, at: number): number
  text(index: number): string
  /** Whether it holds a serial. */
  has(serial: string): boolean
}

export interface SerialSetBuilder {
  /** @throws RangeError when the serial is empty, not ASCII or above 255 characters: check it first. */
  add(serial: string): void
  addBytes(bytes: Uint8Array, from: number, to: number): void
  readonly count: number
  /** Sorted; a serial that was added twice is reported and stands once. */
  finish(): { readonly set: SerialSet; readonly twice: readonly string[] }
}

export function serialSetBuilder(): SerialSetBuilder {
  let bytes = new Uint8Array(4096)
  let used = 0
  let places = new Uint32Array(256)
  let count = 0

  const room = (size: number): void => {
    if (used + size + 1 > bytes.length) {
      const bigger = new Uint8Array(Math.max(bytes.length * 2, used + size + 1))
      bigger.set(bytes.subarray(0, used))
      bytes = bigger
    }
    if (count === places.length) {
      const bigger = new Uint32Array(places.length * 2)
      bigger.set(places)
      places = bigger
    }
  }
  return {
    get count() {
      return count
    },
    add(serial) {
      const size = serial.length
      if (size === 0 || size > MOST) throw new RangeError('a serial has 1 to 255 characters')
      room(size)
      for (let i = 0; i < size; i++) {
        const unit = serial.charCodeAt(i)
        if (unit >= 128) throw new RangeError('a serial has ASCII characters only')
        bytes[used + 1 + i] = unit
      }
      bytes[used] = size
      places[count++] = used
      used += size + 1
    },
    addBytes(source, from, to) {
      const size = to - from
      if (size === 0 || size > MOST) throw new RangeError('a serial has 1 to 255 characters')
      room(size)
      bytes[used] = size
      bytes.set(source.subarray(from, to), used + 1)
      places[count++] = used
      used += size + 1
    },
    finish() {
      const held = places.subarray(0, count)
      sortPlaces(bytes, held)
      return dropTwins(trimmed(bytes, used), trimmed(held, count))
    },
  }
}

/** Room to grow is given back where there is much of it: a document may hold many sets. */
function trimmed<A extends Uint8Array | Uint32Array>(array: A, used: number): A {
  return (array.buffer.byteLength > 1.25 * used * array.BYTES_PER_ELEMENT ? array.slice(0, used) : array) as A
}

export function serialSetOf(serials: Iterable<string>): { readonly set: SerialSet; readonly twice: readonly string[] } {
  const builder = serialSetBuilder()
  for (const serial of serials) builder.add(serial)
  return builder.finish()
}

function dropTwins(bytes: Uint8Array, places: Uint32Array): { set: SerialSet; twice: string[] } {
  const twice: string[] = []
  let kept = 0
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number
    if (kept > 0 && compare(bytes, places[kept - 1] as number, place) === 0) {
      if (twice.length < 100) twice.push(textAt(bytes, place))
    } else places[kept++] = place
  }
  return { set: setOf(bytes, places.subarray(0, kept)), twice }
}

function textAt(bytes: Uint8Array, place: number): string {
  let text = ''
  const end = place + 1 + (bytes[place] as number)
  for (let i = place + 1; i < end; i++) text += String.fromCharCode(bytes[i] as number)
  return text
}

function setOf(bytes: Uint8Array, places: Uint32Array): SerialSet {
  return {
    count: places.length,
    write(index, target, at) {
      const place = places[index] as number
      const size = bytes[place] as number
      for (let i = 0; i < size; i++) target[at + i] = bytes[place + 1 + i] as number
      return size
    },
    text: (index) => textAt(bytes, places[index] as number),
    has(serial) {
      let low = 0
      let high = places.length
      while (low < high) {
        const middle = (low + high) >>> 1
        const order = compareText(bytes, places[middle] as number, serial)
        if (order === 0) return true
        if (order < 0) low = middle + 1
        else high = middle
      }
      return false
    },
  }
}

/** The serial at a place against a text; one that is not ASCII is above all. */
function compareText(bytes: Uint8Array, place: number, text: string): number {
  const size = bytes[place] as number
  const least = Math.min(size, text.length)
  for (let i = 0; i < least; i++) {
    const d = (bytes[place + 1 + i] as number) - text.charCodeAt(i)
    if (d !== 0) return d
  }
  return size - text.length
}

/** Byte order, a shorter prefix first. */
function compare(bytes: Uint8Array, a: number, b: number, from = 0): number {
  const sizeA = bytes[a] as number
  const sizeB = bytes[b] as number
  const size = Math.min(sizeA, sizeB)
  for (let i = 1 + from; i <= size; i++) {
    const d = (bytes[a + i] as number) - (bytes[b + i] as number)
    if (d !== 0) return d
  }
  return sizeA - sizeB
}

/** Most significant byte first; what a machine wrote in order is seen to be in order and left alone. */
function sortPlaces(bytes: Uint8Array, places: Uint32Array): void {
  let sorted = true
  for (let i = 1; i < places.length && sorted; i++) {
    sorted = compare(bytes, places[i - 1] as number, places[i] as number) <= 0
  }
  if (sorted) return
  const spare = new Uint32Array(places.length)
  // Depth is at most 255 and each level of recursion has at least FEW serials, so this needs no stack of its own.
  const sort = (low: number, high: number, depth: number): void => {
    if (high - low < FEW) {
      insertionSort(bytes, places, low, high, depth)
      return
    }
    const starts = new Uint32Array(258)
    for (let i = low; i < high; i++) {
      const slot = slotOf(bytes, places[i] as number, depth) + 1
      starts[slot] = (starts[slot] as number) + 1
    }
    for (let slot = 1; slot < 258; slot++) starts[slot] = (starts[slot] as number) + (starts[slot - 1] as number)
    const next = starts.slice()
    for (let i = low; i < high; i++) {
      const place = places[i] as number
      const slot = slotOf(bytes, place, depth)
      const at = next[slot] as number
      spare[low + at] = place
      next[slot] = at + 1
    }
    places.set(spare.subarray(low, high), low)
    // Slot 0 holds the serials that end here; they are equal.
    for (let slot = 1; slot < 257; slot++) {
      const from = low + (starts[slot] as number)
      const to = low + (starts[slot + 1] as number)
      if (to - from > 1) sort(from, to, depth + 1)
    }
  }
  sort(0, places.length, 0)
}

/** 0 for a serial that ends before this depth, else its byte and one. */
function slotOf(bytes: Uint8Array, place: number, depth: number): number {
  return depth >= (bytes[place] as number) ? 0 : (bytes[place + 1 + depth] as number) + 1
}

function insertionSort(bytes: Uint8Array, places: Uint32Array, low: number, high: number, depth: number): void {
  for (let i = low + 1; i < high; i++) {
    const place = places[i] as number
    let at = i
    while (at > low && compare(bytes, places[at - 1] as number, place, depth) > 0) {
      places[at] = places[at - 1] as number
      at--
    }
    places[at] = place
  }
}
