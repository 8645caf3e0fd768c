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
  // An event that names one pack asks for it again and again, by its serial and by its id.
  let lastSerial: string | undefined
  let serialItem = -1
  let lastId: string | undefined
  let idItem = -1
  const keepSerial = (serial: string, item: number): number => {
    lastSerial = serial
    serialItem = item
    return item
  }
  const keepId = (id: string, item: number): number => {
    // What is not there may come.
    lastId = item < 0 ? undefined : id
    idItem = item
    return item
  }
  const findSerial = (serial: string): number => {
    if (serial === lastSerial) return serialItem
    const item = table.find(SERIAL, serial, 0)
    return item < 0 ? item : keepSerial(serial, item)
  }
  /** The item of the serial that was asked for last, if this is its id, else -1. */
  const sameAsSerial = (id: string): number => {
    if (lastSerial === undefined || id.length !== prefix.length + lastSerial.length) return -1
    return id.endsWith(lastSerial) && id.startsWith(prefix) ? serialItem : -1
  }
  const find = (id: string): number => {
    if (id === lastId) return idItem
    const same = sameAsSerial(id)
    if (same >= 0) return keepId(id, same)
    return keepId(id, id.startsWith(prefix) ? table.find(SERIAL, id, prefix.length) : table.find(ID, id, 0))
  }
  return {
    get size() {
      return table.size
    },
    find,
    add(id) {
      const known = find(id)
      if (known >= 0) return known
      return keepId(id, id.startsWith(prefix) ? table.add(SERIAL, id, prefix.length) : table.add(ID, id, 0))
    },
    text: (item) => (table.isMarked(item) ? prefix + table.text(item) : table.text(item)),
    findSerial,
    addSerial: (serial) => (serial === lastSerial ? serialItem : keepSerial(serial, table.add(SERIAL, serial, 0))),
    serial(item) {
      if (item === serialItem && lastSerial !== undefined) return lastSerial
      if (!table.isMarked(item)) return undefined
      const serial = table.text(item)
      keepSerial(serial, item)
      return serial
    },
  }
}
