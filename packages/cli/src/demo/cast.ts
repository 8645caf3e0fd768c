/** Who and what the demo tells of: the big batch, a small one for the crimes, and a Chinese one. */
import { type ChinaScenario, makeChina } from './china.ts'
import { DEFAULT_START, makeScenario, type Party, type Scenario } from './scenario.ts'

export interface Cast {
  /** B10k: ten thousand packs, all sold. */
  readonly big: Scenario
  /** 400 packs of the next lot, few of them sold, which expire at the end of the year. */
  readonly small: Scenario
  readonly china: ChinaScenario
  /** Everyone who has a key, each in a file of its own. */
  readonly actors: readonly Party[]
  /** A hospital without a key: what it does is attested by the operator. */
  readonly counter: Party
}

/** Packs of the small batch that each of its pharmacies sells. */
export const SOLD_OF_SMALL = 20

const DAY = 86_400_000

export function makeCast(packs: number): Cast {
  const big = makeScenario({ packs })
  const small = makeScenario({
    packs: 400,
    seed: 400,
    lot: 'HV25K04',
    expiry: '2025-12-31',
    start: DEFAULT_START + 3 * DAY,
    containersFrom: 500_000,
    casesInDelivery: 1,
  })
  const actors = [
    ...new Map(
      [big.manufacturer, big.wholesaler, ...small.pharmacies, ...big.pharmacies].map((party) => [party.id, party]),
    ).values(),
  ]
  return {
    big,
    small,
    china: makeChina(DEFAULT_START),
    actors,
    counter: { id: 'gln:9521234009009', name: 'Klinikum Nord, dispensary', role: 'pharmacy', word: 'hospital' },
  }
}

export function partiesCsv({ big, china, actors, counter }: Cast): string {
  const rows = [big.operator, ...actors, counter, china.maker, china.buyer].map(
    ({ id, name, role }, i) => `${id},"${name}",${role},LIC-${1001 + i},2020-01-01,,active`,
  )
  return `${['party,name,role,licence,from,until,status', ...rows].join('\n')}\n`
}

export function productsCsv({ big, china }: Cast): string {
  const rows = [big, china].map(({ product, productName }) => `${product},"${productName}",30`)
  return `${['product,name,units', ...rows].join('\n')}\n`
}
