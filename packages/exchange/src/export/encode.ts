/** Text → bytes in the character set that the text itself declares. */

/** Two bytes of GBK for each of the first 65,536 characters; 0 where it has none. Made from the decoder, which every platform has. */
let table: Uint16Array | undefined

function gbkTable(): Uint16Array {
  if (table !== undefined) return table
  const made = new Uint16Array(1 << 16)
  const decoder = new TextDecoder('gbk')
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail))
      const code = text.charCodeAt(0)
      // Where a pair is none, or another pair comes first for the same character, nothing is entered.
      if (text.length === 1 && code > 0x7f && code !== 0xfffd && made[code] === 0) made[code] = (lead << 8) | trail
    }
  }
  table = made
  return made
}

const GB = /^\ufeff?<\?xml[^>]{0,80}? encoding=["'](?:gb2312|gbk|gb18030)["']/i

/** What GBK lacks stands as a character reference, which XML reads as the same character. */
function toGbk(text: string): Uint8Array {
  const pairs = gbkTable()
  const bytes: number[] = []
  for (const ch of text) {
    const code = ch.codePointAt(0) as number
    const pair = code < 1 << 16 ? (pairs[code] as number) : 0
    if (code < 0x80) bytes.push(code)
    else if (pair !== 0) bytes.push(pair >> 8, pair & 0xff)
    else for (const one of `&#${code};`) bytes.push(one.charCodeAt(0))
  }
  return Uint8Array.from(bytes)
}

/** UTF-8, but for XML whose declaration, in the first piece, says GB2312, GBK or GB18030. */
export async function* encodeDocument(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let gbk: boolean | undefined
  for await (const piece of pieces) {
    gbk ??= GB.test(piece)
    yield gbk ? toGbk(piece) : encoder.encode(piece)
  }
}
