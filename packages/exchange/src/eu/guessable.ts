/**
 * Whether serials could be guessed: the chance must be below one in ten thousand (Delegated Regulation 2016/161, Art. 4(c)). The
 * space is reckoned from the letters and lengths that were used, so that a weak generator is seen without knowing it.
 */
export interface SerialShapes {
  add(serial: string): void
  /** As many serials as were added, in the space that they show. */
  guessable(): boolean
}

const MOST = 10_000

export function makeSerialShapes(): SerialShapes {
  const lengths = new Set<number>()
  let count = 0
  let digits = false
  let upper = false
  let lower = false
  let signs = false
  return {
    add(serial) {
      count++
      lengths.add(serial.length)
      for (let i = 0; i < serial.length; i++) {
        const code = serial.charCodeAt(i)
        if (code >= 0x30 && code <= 0x39) digits = true
        else if (code >= 0x41 && code <= 0x5a) upper = true
        else if (code >= 0x61 && code <= 0x7a) lower = true
        else signs = true
      }
    },
    guessable() {
      const alphabet = signs ? 82 : (digits ? 10 : 0) + (upper ? 26 : 0) + (lower ? 26 : 0)
      const space = [...lengths].reduce((sum, length) => sum + alphabet ** length, 0)
      return count * MOST >= space
    },
  }
}
