/** Columns of numbers that grow in pieces, so that nothing is ever copied, and texts beside them as bytes. */

const PIECE_BITS = 14
const PIECE = 1 << PIECE_BITS
const MASK = PIECE - 1

/** Records of unsigned 32-bit numbers; 0 where nothing was set. */
export class Columns {
  readonly #pieces: Uint32Array[] = []
  readonly #width: number
  size = 0

  constructor(width: number) {
    this.#width = width
  }

  /** @returns the number of a new record. */
  add(): number {
    if (this.size >> PIECE_BITS === this.#pieces.length) this.#pieces.push(new Uint32Array(PIECE * this.#width))
    return this.size++
  }

  get(record: number, column: number): number {
    return this.#pieces[record >> PIECE_BITS]?.[(record & MASK) * this.#width + column] ?? 0
  }

  set(record: number, column: number, value: number): void {
    const piece = this.#pieces[record >> PIECE_BITS]
    if (piece !== undefined) piece[(record & MASK) * this.#width + column] = value
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const TEXT_PIECE = 1 << 20
/** Longest text kept. */
const MAX_TEXT = 512

/** A text of its own: one cut out of a document holds the whole piece of the document in memory. */
export function ownText(text: string): string {
  return decoder.decode(encoder.encode(text))
}

/** Texts by the number they were given. */
export class Texts {
  readonly #pieces: Uint8Array[] = []
  #used = TEXT_PIECE

  add(text: string): number {
    const bytes = encoder.encode(text.slice(0, MAX_TEXT))
    const length = Math.min(bytes.length, MAX_TEXT)
    if (this.#used + length + 2 > TEXT_PIECE) {
      this.#pieces.push(new Uint8Array(TEXT_PIECE))
      this.#used = 0
    }
    const piece = this.#pieces[this.#pieces.length - 1] as Uint8Array
    const at = this.#used
    piece[at] = length & 0xff
    piece[at + 1] = length >> 8
    piece.set(bytes.subarray(0, length), at + 2)
    this.#used += length + 2
    return (this.#pieces.length - 1) * TEXT_PIECE + at
  }

  get(number: number): string {
    const piece = this.#pieces[Math.floor(number / TEXT_PIECE)]
    const at = number % TEXT_PIECE
    if (piece === undefined) return ''
    const length = (piece[at] as number) | ((piece[at + 1] as number) << 8)
    return decoder.decode(piece.subarray(at + 2, at + 2 + length))
  }
}
