/** Byte strings: the few operations the format needs, none of which depends on the runtime. */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const HEX = '0123456789abcdef'

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let size = 0
  for (const part of parts) size += part.length
  const out = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Bytewise order, a shorter prefix first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const size = Math.min(a.length, b.length)
  for (let i = 0; i < size; i++) {
    const d = (a[i] as number) - (b[i] as number)
    if (d !== 0) return d
  }
  return a.length - b.length
}

/** Order of two texts by their UTF-8 bytes, which is the order of their code points. */
export function compareText(a: string, b: string): number {
  const size = Math.min(a.length, b.length)
  for (let i = 0; i < size; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      const highX = x >= 0xd800 && x < 0xe000
      const highY = y >= 0xd800 && y < 0xe000
      // Surrogates stand for code points above every other UTF-16 unit.
      return highX === highY ? x - y : highX ? 1 : -1
    }
  }
  return a.length - b.length
}

export function toHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    digits[2 * i] = HEX.charCodeAt(byte >> 4)
    digits[2 * i + 1] = HEX.charCodeAt(byte & 15)
  }
  return latin1Text(digits, 0, digits.length)
}

/** Lower-case hex of even length to bytes, or `undefined`. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const out = new Uint8Array(text.length / 2)
  for (let i = 0; i < out.length; i++) {
    const high = HEX.indexOf(text[2 * i] as string)
    const low = HEX.indexOf(text[2 * i + 1] as string)
    if (high < 0 || low < 0) return undefined
    out[i] = high * 16 + low
  }
  return out
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 §4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] as number
    const b = bytes[i + 1]
    const c = bytes[i + 2]
    out += (BASE64[a >> 2] as string) + (BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)] as string)
    out += b === undefined ? '=' : (BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)] as string)
    out += c === undefined ? '=' : (BASE64[c & 63] as string)
  }
  return out
}

/** Strict RFC 4648 §4: padding present, unused bits zero, no other character; else `undefined`. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const pad = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const out = new Uint8Array((text.length / 4) * 3 - pad)
  let at = 0
  for (let i = 0; i < text.length; i += 4) {
    let bits = 0
    for (let k = 0; k < 4; k++) {
      const filler = i + k >= text.length - pad
      const value = filler ? 0 : BASE64.indexOf(text[i + k] as string)
      if (value < 0) return undefined
      bits = bits * 64 + value
    }
    for (let k = 2; k >= 0; k--) if (at < out.length) out[at++] = Math.floor(bits / 256 ** k) % 256
  }
  return toBase64(out) === text ? out : undefined
}

/** One character a byte, of the same number. Eight at a time: to put single characters together takes twice as long. */
export function latin1Text(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  let at = from
  for (; at + 8 <= to; at += 8) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
      bytes[at + 4] as number,
      bytes[at + 5] as number,
      bytes[at + 6] as number,
      bytes[at + 7] as number,
    )
  }
  for (; at < to; at++) text += String.fromCharCode(bytes[at] as number)
  return text
}

/** The text of bytes that are all ASCII, or `undefined`. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string | undefined {
  for (let at = from; at < to; at++) if ((bytes[at] as number) >= 128) return undefined
  return latin1Text(bytes, from, to)
}

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Well-formed UTF-8 to text, or `undefined`. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
