/** Follows one JSON value to its end, over any number of chunks. The loop runs over every byte of a document. */

export const MAX_JSON_DEPTH = 64

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const NEWLINE = 0x0a

/** Classes of bytes outside of strings. */
const PLAIN = 0
const STRING = 1
const OPENS = 2
const CLOSES = 3
const ENDS_LINE = 4
const CLASSES: Uint8Array = new Uint8Array(256)
CLASSES[QUOTE] = STRING
for (const open of [0x7b, 0x5b]) CLASSES[open] = OPENS
for (const close of [0x7d, 0x5d]) CLASSES[close] = CLOSES
CLASSES[NEWLINE] = ENDS_LINE

export interface ValueScanner {
  /** Newlines passed since the value began, outside of strings. */
  readonly lines: number
  readonly tooDeep: boolean
  /** A value begins at the next byte that is scanned. */
  begin(): void
  /**
   * @returns The offset behind the value's last byte, or -1 when the chunk ends first (or `tooDeep`). A number or word ends
   * before the first byte that cannot belong to it.
   */
  scan(chunk: Uint8Array, from: number): number
}

export function makeValueScanner(): ValueScanner {
  let depth = 0
  let lines = 0
  let inString = false
  let escaped = false
  let tooDeep = false

  /** Behind the closing quote; the chunk's length when it does not come. */
  const endOfString = (chunk: Uint8Array, from: number): number => {
    const { length } = chunk
    let at = escaped ? from + 1 : from
    escaped = false
    for (; at < length; at++) {
      const byte = chunk[at]
      if (byte === QUOTE) {
        inString = false
        return at + 1
      }
      if (byte === BACKSLASH) {
        at++
        escaped = at === length
      }
    }
    return length
  }

  return {
    get lines() {
      return lines
    },
    get tooDeep() {
      return tooDeep
    },
    begin() {
      depth = 0
      lines = 0
      inString = false
      escaped = false
    },
    scan(chunk, from) {
      const { length } = chunk
      let at = from
      if (inString) {
        at = endOfString(chunk, at)
        if (!inString && depth === 0) return at
      }
      while (at < length) {
        const byte = chunk[at++] as number
        switch (CLASSES[byte]) {
          case PLAIN:
            if (depth === 0 && (byte === COMMA || byte <= 0x20)) return at - 1
            break
          case STRING:
            inString = true
            at = endOfString(chunk, at)
            if (inString) return -1
            if (depth === 0) return at
            break
          case OPENS:
            depth++
            if (depth > MAX_JSON_DEPTH) {
              tooDeep = true
              return -1
            }
            break
          case CLOSES:
            // Of what is around a bare number or word.
            if (depth === 0) return at - 1
            depth--
            if (depth === 0) return at
            break
          case ENDS_LINE:
            if (depth === 0) return at - 1
            lines++
            break
        }
      }
      return -1
    },
  }
}
