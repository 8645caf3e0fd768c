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

/** Before a serial: no id begins with it. */
const OWN = '\u0001'

export function itemNames(product: string, seed: number): ItemNames {
  const table = names(seed)
  const prefix = `${product}/`
  const inner = (id: string): string => (id.startsWith(prefix) ? OWN + id.slice(prefix.length) : id)
  return {
    get size() {
      return table.size
    },
    find: (id) => table.find(inner(id)),
    add: (id) => table.add(inner(id)),
    text(item) {
      const text = table.text(item)
      return text.startsWith(OWN) ? prefix + text.slice(1) : text
    },
    findSerial: (serial) => table.find(OWN + serial),
    addSerial: (serial) => table.add(OWN + serial),
    serial(item) {
      const text = table.text(item)
      return text.startsWith(OWN) ? text.slice(1) : undefined
    },
  }
}
