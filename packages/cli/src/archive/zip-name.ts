/** The name of an entry as a person reads it; it names no file of this computer. */

const MAX_NAME = 200

/** @param utf8 What the archive says of its names: many say nothing, and write in the character set of their computer. */
export function entryName(bytes: Uint8Array, utf8: boolean): string {
  const labels = utf8 ? ['utf-8', 'latin1'] : ['utf-8', 'gb18030', 'latin1']
  for (const label of labels) {
    try {
      return shown(new TextDecoder(label, { fatal: true }).decode(bytes))
    } catch {
      // Not in this character set.
    }
  }
  return '?'
}

/** Without what would move a cursor or turn a line around. */
function shown(name: string): string {
  const plain = name.slice(0, MAX_NAME).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
  return plain === '' ? '?' : plain
}
