/** Canonical texts of packs, made once for the many times one is looked up while its record is judged. */

const KEEP = 1000

let lastProduct = ''
let ids = new Map<string, string>()

/** `PRODUCT/SERIAL`. */
export function packId(product: string, serial: string): string {
  if (product !== lastProduct) {
    lastProduct = product
    ids = new Map()
  }
  const known = ids.get(serial)
  if (known !== undefined) return known
  if (ids.size >= KEEP) ids = new Map()
  const id = `${product}/${serial}`
  ids.set(serial, id)
  return id
}
