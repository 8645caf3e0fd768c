/** Codes of relation files as columns: a million of them in some 70 MB. */
import { makeCodeTable, roomFor } from '../cn/code-table.ts'
import { grown } from '../cn/tree.ts'

export const NONE = -1

export interface Columns {
  readonly size: number
  /** The index of a code; a new one is outermost and not registered. */
  index(code: string): number
  code(index: number): string
  compare(a: number, b: number): number
  /** Index of what each is inside of, or `NONE`. */
  readonly parent: Int32Array
  /** 0 = not known. */
  readonly layer: Uint8Array
  /** A character; 0 = not said. */
  readonly flag: Uint8Array
  /** Number of the batch, or `NONE`. */
  readonly batch: Int32Array
  /** 1 = registered, 2 = named by a file that does not hold it. */
  readonly held: Uint8Array
  /** Place in the file, or `NONE`. */
  readonly place: Int32Array
}

export function makeColumns(): Columns {
  const codes = makeCodeTable()
  const room = (size: number): Omit<Columns, 'size' | 'index' | 'code' | 'compare'> => ({
    parent: new Int32Array(size).fill(NONE),
    layer: new Uint8Array(size),
    flag: new Uint8Array(size),
    batch: new Int32Array(size).fill(NONE),
    held: new Uint8Array(size),
    place: new Int32Array(size).fill(NONE),
  })
  let columns = room(1024)
  return {
    get size() {
      return codes.size
    },
    index(code) {
      if (codes.size >= columns.parent.length) {
        const larger = room(roomFor(codes.size))
        for (const name of Object.keys(columns) as (keyof typeof columns)[]) grown(columns[name], larger[name])
        columns = larger
      }
      return codes.add(code)
    },
    code: codes.code,
    compare: codes.compare,
    get parent() {
      return columns.parent
    },
    get layer() {
      return columns.layer
    },
    get flag() {
      return columns.flag
    },
    get batch() {
      return columns.batch
    },
    get held() {
      return columns.held
    },
    get place() {
      return columns.place
    },
  }
}
