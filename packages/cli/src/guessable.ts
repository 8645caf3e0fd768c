/** Serials of a file that somebody else made: told when whoever holds one pack can guess the code of another. */
import type { SerialSet } from '@packtrail/core'
import type { Call } from './command.ts'
import { shortestLength } from './serials.ts'
import { words } from './words.ts'

const { serials: say } = words

/** Looked at for runs; of a larger file the first in order. */
const MOST = 100_000

/** Of random serials fewer follow each other, even where they are as dense as the rule allows (one in 10,000). */
const PART = 100

/** A warning: the serials are printed already. */
export async function tellGuessable(call: Call, { count, text }: Pick<SerialSet, 'count' | 'text'>): Promise<void> {
  const looked = Math.min(count, MOST)
  const all = new Set<string>()
  let longest = 0
  let letters = 10
  for (let i = 0; i < looked; i++) {
    const serial = text(i)
    all.add(serial)
    longest = Math.max(longest, serial.length)
    letters = Math.max(letters, lettersOf(serial))
  }
  let first: string | undefined
  let followed = 0
  for (const serial of all) {
    if (!all.has(following(serial))) continue
    first ??= serial
    followed++
  }
  if (first !== undefined && followed >= Math.max(2, looked / PART)) await call.out.say(say.inRow(first))
  else if (longest < shortestLength(count, letters)) await call.out.say(say.fewPossible(count))
}

/** Characters that a serial of this kind could have at each place. */
function lettersOf(serial: string): number {
  if (/^\d+$/.test(serial)) return 10
  return /^[0-9A-Z]+$/.test(serial) ? 36 : 82
}

/** The serial after this one, as a counting machine would write it; the same where none counts on. */
function following(serial: string): string {
  const digits = /\d{1,15}$/.exec(serial)?.[0]
  if (digits === undefined) return ''
  const next = String(Number(digits) + 1)
  return `${serial.slice(0, serial.length - digits.length)}${next.padStart(digits.length, '0')}`
}
