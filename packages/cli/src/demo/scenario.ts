/**
 * The scenario B10k: one batch of 10,000 packs from the line to the patient, 10,344 events, 100,000 pack-touches.
 * Everything in it is made up (GS1 keeps the prefix 952 for examples) and the same on every run. At another number of packs
 * the shape stays: 100 packs a commissioning and a case, 100 cases a pallet, 5 cases a delivery.
 */
import { gs1CheckDigit } from '@packtrail/codes'
import { makeSerials, seededRandom, shuffled } from './random.ts'

export const PACKS_IN_CASE = 100
export const CASES_ON_PALLET = 100
export const CASES_IN_DELIVERY = 5
const MOST_PHARMACIES = 20

/** Digits of every GS1 company prefix used here. */
export const PREFIX_LENGTH = 7
const PREFIX = '9521234'

export interface Party {
  /** Canonical party id, `gln:…` or `cn-ent:…`. */
  readonly id: string
  readonly name: string
  /** What its licence is for. */
  readonly role: 'manufacturer' | 'wholesaler' | 'pharmacy' | 'operator'
  /** A word for file names. */
  readonly word: string
}

export interface Case {
  /** `sscc:…` */
  readonly id: string
  readonly serials: readonly string[]
}

export interface Pallet {
  readonly id: string
  /** Number of its despatch advice. */
  readonly number: string
  readonly cases: readonly Case[]
}

export interface Delivery {
  readonly to: Party
  readonly cases: readonly Case[]
  readonly number: string
}

export interface Goods {
  readonly product: string
  readonly productName: string
  readonly lot: string
  /** `YYYY-MM-DD` */
  readonly made: string
  readonly expiry: string
}

export interface Scenario extends Goods {
  readonly operator: Party
  readonly manufacturer: Party
  readonly wholesaler: Party
  readonly pharmacies: readonly Party[]
  /** In runs of at most 100, as the line reported them; each run sorted. */
  readonly commissionings: readonly (readonly string[])[]
  readonly pallets: readonly Pallet[]
  readonly deliveries: readonly Delivery[]
  /** Milliseconds since 1970 of the first commissioning. */
  readonly start: number
  readonly events: number
  readonly touches: number
}

/** 2025-09-01T06:00:00Z */
export const DEFAULT_START: number = 1_756_706_400_000

const PHARMACIES = [
  'Sternen-Apotheke',
  'Apotheke am Markt',
  'Linden-Apotheke',
  'Rosen-Apotheke',
  'Bahnhof-Apotheke',
  'Pharmacie du Pont',
  'Pharmacie Centrale',
  'Pharmacie des Arts',
  'Farmacia San Marco',
  'Farmacia Due Torri',
  'Farmacia del Sol',
  'Farmacia La Paz',
  'Apteka pod Lwem',
  'Apteka Zdrowie',
  'Lekarna U Lva',
  'Svaneapoteket',
  'Apoteket Hjorten',
  'Apotheek De Ster',
  'Apotheek Zuid',
  'Farmácia da Ponte',
] as const

export interface ScenarioOptions extends Partial<Goods> {
  readonly packs?: number
  readonly seed?: number
  /** Milliseconds since 1970 of the first commissioning. */
  readonly start?: number
  /** First container number: two scenarios in one ledger must not share an SSCC. */
  readonly containersFrom?: number
  readonly casesInDelivery?: number
}

const HALVORAN: Goods = {
  product: gtin('00420'),
  productName: 'Halvoran 20 mg, 30 film-coated tablets',
  lot: 'HV25K03',
  made: '2025-08-28',
  expiry: '2030-08-31',
}

export function makeScenario(options: ScenarioOptions = {}): Scenario {
  const { packs = 10_000, seed = 10_344, start = DEFAULT_START, containersFrom = 0, ...rest } = options
  const { casesInDelivery = CASES_IN_DELIVERY, ...goods } = rest
  const random = seededRandom(seed)
  const serials = makeSerials(random, packs)
  // The line prints serials in another order than they are sorted in: a case holds no neat range.
  const printed = shuffled(random, serials)
  const cases = chunks(printed, PACKS_IN_CASE).map(
    (packed, i): Case => ({ id: sscc(1, containersFrom + i), serials: [...packed].sort() }),
  )
  const pharmacies = makePharmacies(Math.min(MOST_PHARMACIES, Math.ceil(cases.length / casesInDelivery)))
  const pallets = chunks(cases, CASES_ON_PALLET).map(
    (on, i): Pallet => ({ id: sscc(3, containersFrom + i), number: `DA-${700_101 + containersFrom + i}`, cases: on }),
  )
  const deliveries = chunks(cases, casesInDelivery).map(
    (part, i): Delivery => ({
      to: pharmacies[i % pharmacies.length] as Party,
      cases: part,
      number: `LS-${24_001 + containersFrom + i}`,
    }),
  )
  return {
    ...HALVORAN,
    ...goods,
    operator: { id: gln(0), name: 'Packtrail registry of the Northern Chain', role: 'operator', word: 'operator' },
    manufacturer: { id: gln(1), name: 'Halden Pharma', role: 'manufacturer', word: 'manufacturer' },
    wholesaler: { id: gln(2), name: 'Mercato Wholesale', role: 'wholesaler', word: 'wholesaler' },
    pharmacies,
    commissionings: cases.map((one) => one.serials),
    pallets,
    deliveries,
    start,
    events: 3 * cases.length + 4 * pallets.length + 2 * deliveries.length + packs,
    touches: 10 * packs,
  }
}

function makePharmacies(count: number): Party[] {
  return PHARMACIES.slice(0, count).map(
    (name, i): Party => ({
      id: gln(100 + i),
      name,
      role: 'pharmacy',
      word: `pharmacy-${String(i + 1).padStart(2, '0')}`,
    }),
  )
}

/** A GTIN-14 of the example prefix with indicator 0; `reference` has five digits. */
export function gtin(reference: string): string {
  return withCheckDigit(`0${PREFIX}${reference}`)
}

export function gln(reference: number): string {
  return `gln:${withCheckDigit(`${PREFIX}${String(reference).padStart(12 - PREFIX_LENGTH, '0')}`)}`
}

export function sscc(extension: number, reference: number): string {
  return `sscc:${withCheckDigit(`${extension}${PREFIX}${String(reference).padStart(16 - PREFIX_LENGTH, '0')}`)}`
}

function withCheckDigit(digits: string): string {
  return digits + gs1CheckDigit(digits)
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = []
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size))
  return out
}
