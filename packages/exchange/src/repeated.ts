/** Things named twice in one list. */

/**
 * Keep the first of each; answers the places (in the list as it was) of those that were dropped. Lists mostly rise, and then
 * nothing stands twice: no set is made to see that.
 */
export function dropRepeated<T>(list: T[], isBefore: (a: T, b: T) => boolean, key: (item: T) => string): number[] {
  let rising = true
  for (let i = 1; i < list.length && rising; i++) rising = isBefore(list[i - 1] as T, list[i] as T)
  if (rising) return NONE
  if (list.length <= MAX_MARKED && surelyDistinct(list, key)) return NONE
  const seen = new Set<string>()
  const dropped: number[] = []
  let kept = 0
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as T
    const text = key(item)
    if (seen.has(text)) dropped.push(i)
    else {
      seen.add(text)
      list[kept++] = item
    }
  }
  list.length = kept
  return dropped
}

/** Longer lists would mostly meet themselves in so few slots. */
const MAX_MARKED = 256
const SLOTS: number = 1 << 14
/** Which list came last upon each slot: scratch memory, so that no list has to make a set. */
const marks: Uint32Array = new Uint32Array(SLOTS)
let mark = 0

/** Whether the ends of the texts alone tell them all apart. `false` says nothing. */
function surelyDistinct<T>(list: readonly T[], key: (item: T) => string): boolean {
  mark++
  if (mark > 0xffff_ffff) {
    marks.fill(0)
    mark = 1
  }
  for (let i = 0; i < list.length; i++) {
    const text = key(list[i] as T)
    let hash = text.length
    for (let at = Math.max(0, text.length - 8); at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at)
    const slot = (hash ^ (hash >>> 14)) & (SLOTS - 1)
    if (marks[slot] === mark) return false
    marks[slot] = mark
  }
  return true
}

const NONE: number[] = []

interface Named {
  readonly product: string
  readonly serial: string
}

export const packIsBefore = (a: Named, b: Named): boolean =>
  a.product === b.product ? a.serial < b.serial : a.product < b.product
const packKey = (pack: Named): string => `${pack.product}/${pack.serial}`
const serialKey = (pack: Named): string => pack.serial

/** What tells these packs apart: mostly they are of one product. */
export function packKeyOf(packs: readonly Named[]): (pack: Named) => string {
  const product = packs[0]?.product
  for (let i = 1; i < packs.length; i++) if (packs[i]?.product !== product) return packKey
  return serialKey
}
export const textIsBefore = (a: string, b: string): boolean => a < b
export const textKey = (text: string): string => text
