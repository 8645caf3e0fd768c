/** Item ids (`PRODUCT/SERIAL`, containers) as numbers. Packs of the batch's own product are kept without the product. */
import { names } from './names.ts'

export interface ItemNames {
  readonly size: number
  find(id: string): number
  add(id: string): number
  text(item: number): string
  /** Pack of the batch's own product. */
  findSerial(serial: string): number
  addSerial(serial: string): number
  /** The serial, if it is a pack of the batch's own product. */
  serial(item: number): string | undefined
}

/** Marks: a serial of the batch's own product, or a whole id. */
const SERIAL = 1
const ID = 0

export function itemNames(product: string, seed: number): ItemNames {
  const table = names(seed)
  const prefix = `${product}/`
  return {
    get size() {
      return table.size
    },
    find: (id) => (id.startsWith(prefix) ? table.find(SERIAL, id, prefix.length) : table.find(ID, id, 0)),
    add: (id) => (id.startsWith(prefix) ? table.add(SERIAL, id, prefix.length) : table.add(ID, id, 0)),
    text: (item) => (table.isMarked(item) ? prefix + table.text(item) : table.text(item)),
    findSerial: (serial) => table.find(SERIAL, serial, 0),
    addSerial: (serial) => table.add(SERIAL, serial, 0),
    serial: (item) => (table.isMarked(item) ? table.text(item) : undefined),
  }
}
