/** Texts that come again and again (parties, lots, days) as small numbers; 0 stands for none. */

export interface Words {
  /** Number of this text, from 1; 0 for `undefined`. */
  add(text: string | undefined): number
  text(id: number): string | undefined
}

export function words(): Words {
  const ids = new Map<string, number>()
  const texts: (string | undefined)[] = [undefined]
  return {
    add(text) {
      if (text === undefined) return 0
      const known = ids.get(text)
      if (known !== undefined) return known
      ids.set(text, texts.length)
      return texts.push(text) - 1
    },
    text: (id) => texts[id],
  }
}
