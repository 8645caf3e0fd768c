/** Names from the file as they may stand in a sentence: short, on one line, nothing that moves the cursor or turns the text round. */
import type { StreamName } from '@packtrail/protocol'

const LONGEST = 120

export function clean(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return cut.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '�')
}

export function streamLabel(name: StreamName): string {
  switch (name.type) {
    case 'batch':
      return clean(`batch ${name.product}/${name.lot}`)
    case 'container':
      return clean(`container ${name.container}`)
    case 'product':
      return clean(`product ${name.product}`)
    case 'authority':
      return clean(`party ${name.actor}`)
    case 'policy':
      return 'rules of the ledger'
  }
}
