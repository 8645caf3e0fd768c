/** How much may come out of an archive: enough for any trade document, and an end for those that are made to fill a disk or a day. */

/** Bytes that come out of one file, all entries together. */
export const MAX_UNPACKED: number = 16 * 2 ** 30
/**
 * Bytes out for each byte in. XML of serials packs to a twentieth or a fiftieth, the most that DEFLATE can do is a 1032th (RFC 1951:
 * 258 bytes in two bits): a file beyond this is not a document.
 */
export const MAX_RATIO = 200
/** Below this size any ratio will do: a short document of one repeated line is no attack. */
export const FREE_UNPACKED: number = 64 * 2 ** 20
export const MAX_ENTRIES = 10_000

export interface Meter {
  /** Bytes read of the archive, and made of them. */
  in: number
  out: number
}

/** Whether what comes out is too much for what went in. */
export function isTooMuch({ in: read, out }: Meter): boolean {
  return out > MAX_UNPACKED || (out > FREE_UNPACKED && out > read * MAX_RATIO)
}
