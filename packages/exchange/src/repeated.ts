/** Things named twice in one list. */

/**
 * Keep the first of each; answers the places (in the list as it was) of those that were dropped. Lists mostly rise, and then
 * nothing stands twice: no set is made to see that.
 */
export function dropRepeated<T>(list: T[], isBefore: (a: T, b: T) => boolean, key: (item: T) => string): number[] {
  let rising = true
  for (let i = 1; i < list.length && rising; i++) rising = isBefore(list[i - 1] as T, list[i] as T)
  if (rising) return NONE
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

const NONE: number[] = []

interface Named {
  readonly product: string
  readonly serial: string
}

export const packIsBefore = (a: Named, b: Named): boolean =>
  a.product === b.product ? a.serial < b.serial : a.product < b.product
export const packKey = (pack: Named): string => `${pack.product}/${pack.serial}`
export const textIsBefore = (a: string, b: string): boolean => a < b
export const textKey = (text: string): string => text
