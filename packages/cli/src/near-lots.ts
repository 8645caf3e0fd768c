/** A lot that nobody registered: which ones are spelt nearly so? */
import type { Ledger } from '@packtrail/core'
import { type CliError, dataError } from './error.ts'
import { distance } from './suggest.ts'
import { words } from './words.ts'

const { begin: say } = words

export interface NamedBatch {
  readonly product: string
  readonly lot: string
}

/** Characters that are taken for each other when a lot is read from a pack. */
const ALIKE: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1', Z: '2', S: '5', B: '8' }

/** Lots are offered up to so many; of more, none is likelier than the others. */
const MOST = 3

function plain(lot: string): string {
  return [...lot.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')].map((letter) => ALIKE[letter] ?? letter).join('')
}

/** Batches of the product whose lots look like this one, the nearest first. */
export async function nearBatches(ledger: Ledger, { product, lot }: NamedBatch): Promise<readonly string[]> {
  const wanted = plain(lot)
  const far = Math.max(1, Math.floor(wanted.length / 4))
  return (await ledger.lots(product))
    .filter((one) => one !== lot)
    .map((one) => ({ lot: one, steps: distance(wanted, plain(one)) }))
    .filter(({ steps }) => steps <= far)
    .sort((a, b) => a.steps - b.steps)
    .slice(0, MOST)
    .map((one) => `${product}/${one.lot}`)
}

export async function unknownBatch(ledger: Ledger, batch: NamedBatch): Promise<CliError> {
  const near = await nearBatches(ledger, batch)
  const hint = near.length === 0 ? say.unknownBatchHint : words.didYouMean(near.join(', '))
  return dataError('NOT_FOUND', say.unknownBatch(`${batch.product}/${batch.lot}`), { hint })
}
