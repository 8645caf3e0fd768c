/** Company prefixes: lost zeros, and one number that is split in two ways. */

const KEY = /^urn:epc:id(?:pat)?:(sgtin|sscc|sgln|pgln):(\d{1,20})\.(\d{0,20})/
const DIGITS: Readonly<Record<string, number>> = { sgtin: 13, sscc: 17, sgln: 12, pgln: 12 }
const LINK = /^https?:\/\/[^?#]{1,500}\/(?:01|gtin)\/(\d{8,13})(?:\/|$|\?)/

/** An EPC URN one digit short, or a Digital Link whose GTIN has no 14: a leading zero went on the way. @param knows a prefix that others of the file have. */
export function lostZero(text: string, knows: (prefix: string) => boolean): boolean {
  const link = LINK.exec(text)
  if (link !== null) return link[1]?.length === 13
  const match = KEY.exec(text)
  if (match === null) return false
  const [, scheme = '', prefix = '', rest = ''] = match
  if (prefix.length + rest.length !== (DIGITS[scheme] ?? 0) - 1) return false
  return prefix.length < 6 || knows(`0${prefix}`)
}

export function prefixOf(text: string): string | undefined {
  return KEY.exec(text)?.[2]
}

/** Where a number is split; what was seen first counts as right. */
export class Prefixes {
  readonly #known = new Set<string>()
  readonly #lengths = new Map<string, number>()
  #last = ''

  knows(prefix: string): boolean {
    return this.#known.has(prefix)
  }

  learn(text: string): void {
    const prefix = prefixOf(text)
    if (prefix !== undefined && this.#known.size < 10_000) this.#known.add(prefix)
  }

  /**
   * @param product Its GTIN. @param text The URN it was read from.
   * @returns the other length, where the same GTIN was split otherwise before.
   */
  other(product: string, text: string): number | undefined {
    if (!text.startsWith('urn:epc:id:sgtin:')) return undefined
    const dot = text.indexOf('.')
    // Runs of serials of one product: all before the serial is the same text.
    const head = text.slice(0, text.indexOf('.', dot + 1))
    if (head === this.#last) return undefined
    this.#last = head
    const length = dot - 17
    this.learn(head)
    const core = product.slice(1, 13)
    const known = this.#lengths.get(core)
    if (known === undefined && this.#lengths.size < 100_000) this.#lengths.set(core, length)
    return known === undefined || known === length ? undefined : known
  }
}
