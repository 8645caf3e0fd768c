/**
 * Numbers that look random and are the same on every machine: the demo and the benchmark must make the same goods each time.
 * For made-up goods only; keys and salts come from the system's own generator.
 */

/** SplitMix32 (Steele, Lea, Flood 2014, in its 32-bit form): one addition and a mix a number. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
}

/** Letters and digits that a tired eye does not confuse: no 0 O, 1 I L, 5 S, 8 B, 2 Z. All are of GS1 set 82. */
const ALPHABET = '34679ACDEFGHJKMNPQRTUVWXY'

/** `count` different serials of `length` characters, sorted as a manifest sorts them. */
export function makeSerials(random: () => number, count: number, length = 14): string[] {
  const made = new Set<string>()
  while (made.size < count) made.add(makeText(random, ALPHABET, length))
  return [...made].sort()
}

export function makeText(random: () => number, alphabet: string, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += alphabet[random() % alphabet.length]
  return text
}

/** A copy in another order (Fisher and Yates). */
export function shuffled<T>(random: () => number, items: readonly T[]): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = random() % (i + 1)
    const kept = out[i] as T
    out[i] = out[j] as T
    out[j] = kept
  }
  return out
}
