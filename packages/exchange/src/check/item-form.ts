/** What the text of an identifier tells by itself. */

/** A code that names a case by its form: an SSCC, a returnable container, a GTIN of indicator 1 to 8 (GS1 General Specifications, 2.1.2). */
export function isContainerForm(id: string): boolean {
  if (id.startsWith('sscc:') || id.startsWith('grai:')) return true
  const first = id.charCodeAt(0)
  return id.charCodeAt(14) === 0x2f && first >= 0x31 && first <= 0x38
}

/** `PRODUCT` of `PRODUCT/SERIAL`; empty for what has none. */
export function productOf(id: string): string {
  const slash = id.indexOf('/')
  return slash < 0 || id.startsWith('sscc:') || id.startsWith('uri:') ? '' : id.slice(0, slash)
}
