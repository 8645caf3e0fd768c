/**
 * Serials nobody can guess. The rule of Delegated Regulation (EU) 2016/161, article 4 (d): whoever guesses a serial of a product
 * hits one of those issued with a probability below 1/10,000.
 */
import { isSerial } from '@packtrail/codes'
import type { SerialSet } from '@packtrail/core'
import { dataError, usageError } from './error.ts'
import { words } from './words.ts'

const { serials: say } = words

/** Letters and digits that look like no other of them: no 0 O Q, 1 I L, 2 Z, 5 S, 8 B. */
export const ALPHABET = '34679ACDEFGHJKMNPRTUVWXY'
const SHORTEST = 10
const LONGEST = 20
/** Issued ÷ possible stays strictly below one in so many. */
const ODDS = 10_000n

export interface SerialRule {
  /** Different characters, all of GS1 set 82. */
  readonly alphabet: string
  readonly length: number
}

/**
 * The alphabet and a length that keep `total` serials of one product within the rule.
 * @param total Serials issued for the product before, and those to be made now.
 * @throws CliError USAGE for an alphabet that cannot be used, DATA_BAD when `length` breaks the rule.
 */
export function serialRule(total: number, alphabet: string = ALPHABET, length?: number): SerialRule {
  checkAlphabet(alphabet)
  const least = shortestLength(total, alphabet.length)
  if (least > LONGEST) throw dataError('DATA_BAD', say.alphabetTooSmall(total, alphabet.length, LONGEST))
  if (length === undefined)
    return { alphabet, length: Math.max(SHORTEST, least, unlikelyTwice(total, alphabet.length)) }
  if (length < 1 || length > LONGEST) throw usageError('BAD_ARGUMENT', say.badLength(length, LONGEST))
  if (length < least) {
    throw dataError('DATA_BAD', say.guessable(total, alphabet.length, length), { hint: say.guessableHint(least) })
  }
  return { alphabet, length }
}

/** The least length with total ÷ letters^length < 1/10,000, strictly. */
export function shortestLength(total: number, letters: number): number {
  const needed = BigInt(total) * ODDS
  let length = 1
  for (let space = BigInt(letters); space <= needed && length <= LONGEST; space *= BigInt(letters)) length++
  return length
}

/** A length at which the chance that a new serial was issued before is below one in a million, as far as 20 characters go. */
function unlikelyTwice(total: number, letters: number): number {
  const needed = BigInt(total) * BigInt(total) * 1_000_000n
  let length = 1
  for (let space = BigInt(letters); space <= needed && length < LONGEST; space *= BigInt(letters)) length++
  return length
}

function checkAlphabet(alphabet: string): void {
  const letters = [...alphabet]
  const bad = letters.find((letter) => !isSerial(letter))
  if (bad !== undefined) throw usageError('BAD_ARGUMENT', say.badLetter(bad))
  if (new Set(letters).size !== letters.length) throw usageError('BAD_ARGUMENT', say.letterTwice)
  if (letters.length < 2) throw usageError('BAD_ARGUMENT', say.fewLetters)
}

/** `count` different serials. */
export async function makeSerials(
  random: (size: number) => Uint8Array,
  count: number,
  rule: SerialRule,
): Promise<SerialSet> {
  const { serialSetBuilder } = await import('@packtrail/core')
  const next = letterSource(random, rule.alphabet)
  let made: SerialSet | undefined
  while (made === undefined || made.count < count) {
    const builder = serialSetBuilder()
    // Twins are rare: then those that are different are kept, and the rest is made once more.
    for (let i = 0; i < (made?.count ?? 0); i++) builder.add(made?.text(i) ?? '')
    while (builder.count < count) {
      let serial = ''
      for (let j = 0; j < rule.length; j++) serial += next()
      builder.add(serial)
    }
    made = builder.finish().set
  }
  return made
}

/** Letters with equal chances: bytes above the largest multiple of the alphabet are thrown away. */
function letterSource(random: (size: number) => Uint8Array, alphabet: string): () => string {
  const limit = 256 - (256 % alphabet.length)
  let pool = new Uint8Array(0)
  let at = 0
  return () => {
    for (;;) {
      if (at === pool.length) {
        pool = new Uint8Array(random(4096))
        at = 0
      }
      const byte = pool[at++] as number
      if (byte < limit) return alphabet.charAt(byte % alphabet.length)
    }
  }
}
