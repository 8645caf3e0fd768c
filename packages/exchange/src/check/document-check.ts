/** One document: what stands in its header and in each of its events, until it is known of which kind it is. */
import type { Severity } from '@packtrail/protocol'
import type { DocumentInfo, Format } from '../item.ts'
import { type DefectCode, Findings } from './findings.ts'
import { Guideline, type Profile } from './guideline.ts'
import { type HeaderFacts, noFacts } from './header.ts'
import { Prefixes } from './identifiers.ts'
import { type KnownNumbers, noNumbers } from './master-data.ts'
import type { ItemPlace, World } from './world.ts'

/** A number that an event names, and where it stood first. */
export type FirstPlaces = Map<string, ItemPlace>

const MOST_NUMBERS = 100_000

export class DocumentCheck {
  readonly world: World
  readonly guideline: Guideline = new Guideline()
  readonly facts: HeaderFacts = noFacts()
  readonly prefixes: Prefixes = new Prefixes()
  readonly own: KnownNumbers = noNumbers()
  readonly products: FirstPlaces = new Map()
  readonly places: FirstPlaces = new Map()
  /** Shipments of which nobody said whether they are drop shipments. */
  readonly unmarked: Findings
  format: Format | undefined
  info: DocumentInfo = {}
  events = 0
  shipments = 0
  toldNamespace = false
  /** Fields around the events, of a document in JSON. */
  readonly around: Set<string> = new Set()
  /** The file was sent before: nothing of it counts. */
  resent = false
  /** Lines of parts of the header. */
  headerLine: (path: readonly (string | number)[]) => number = () => 1
  /** Held against the guideline. */
  readonly #us: Findings
  /** Said when the guideline does not hold. */
  readonly #plain: Findings

  constructor(world: World, mostPlaces: number) {
    this.world = world
    this.#us = new Findings(mostPlaces)
    this.#plain = new Findings(mostPlaces)
    this.unmarked = new Findings(mostPlaces)
  }

  get fileName(): string {
    return this.world.files[this.world.file]?.name ?? ''
  }

  /** What receivers in the US reject. @param elsewhere How bad it is under another profile; absent: nothing. */
  us(
    code: DefectCode,
    place: ItemPlace,
    message: string,
    elsewhere?: Exclude<Severity, 'info'>,
    words?: { readonly name: string; readonly remedy: string },
  ): void {
    const at = { file: this.fileName, ...place, message }
    this.#us.add(code, 'error', at, words)
    if (elsewhere !== undefined) this.#plain.add(code, elsewhere, at, words)
  }

  /** Worth mending, whatever the profile. */
  warn(
    code: DefectCode,
    place: ItemPlace,
    message: string,
    words: { readonly name: string; readonly remedy: string },
  ): void {
    this.world.findings.add(code, 'warn', { file: this.fileName, ...place, message }, words)
  }

  name(numbers: FirstPlaces, number: string, place: () => ItemPlace): void {
    if (!numbers.has(number) && numbers.size < MOST_NUMBERS) numbers.set(number, place())
  }

  /** The document has ended. */
  close(asked: Profile | undefined): Profile {
    const { facts, guideline, world } = this
    if (facts.isUs) guideline.isUs = true
    if (facts.mark !== undefined) {
      guideline.mark = facts.mark
      guideline.markPlace = { line: this.headerLine(facts.markPath), value: facts.mark }
    }
    this.#closeJson()
    const profile = guideline.profile(asked)
    const us = profile !== 'epcis'
    world.closeFile(us)
    if (us && this.format?.startsWith('epcis') === true) this.#closeUs(profile)
    world.findings.take(us ? this.#us : this.#plain)
    return profile
  }

  /** What the schema of JSON asks of every document; an event alone has neither. */
  #closeJson(): void {
    const { around } = this
    if (this.format !== 'epcis2-json' || around.size === 0 || around.has('eventTimeZoneOffset') || this.resent) return
    if (!around.has('schemaVersion'))
      this.us(26, { line: 1, path: 'schemaVersion' }, 'schemaVersion is missing', 'error')
    if (!around.has('creationDate'))
      this.us('SCHEMA_MISSING', { line: 1, path: 'creationDate' }, 'creationDate is missing', 'error')
  }

  #closeUs(profile: Profile): void {
    const { facts, guideline } = this
    // Where the header of the guideline has its place (R1.2 and R1.3 are EPCIS 1.2).
    const { own, products, places } = this
    const known = own.products.size > 0 && own.places.size > 0
    if (this.format === 'epcis12-xml' && !known && (products.size > 0 || places.size > 0)) {
      const what =
        own.products.size > 0 ? 'places and parties' : own.places.size > 0 ? 'products' : 'products and parties'
      const message = `the header has no master data of its ${what}`
      this.#us.add('NO_MASTER_DATA', 'warn', { file: this.fileName, line: 1, message })
    }
    if (facts.headers === 0) this.us(19, { line: 1 }, 'the document has no StandardBusinessDocumentHeader')
    // The mark came with R1.3.
    if (profile === 'us-r1.3') this.#us.take(this.unmarked)
    const mixed = guideline.mixture(profile)
    if (mixed !== undefined) {
      const place = { file: this.fileName, ...mixed.place, message: mixed.message }
      this.#us.add(32, mixed.certain ? 'error' : 'warn', place)
    }
    if (this.shipments === 0 || facts.statement === 'true' || facts.statement === '1') return
    if (facts.statement === undefined)
      this.us(20, { line: 1 }, 'goods are shipped, and nobody affirms the transaction statement')
    else {
      const place = {
        line: this.headerLine(facts.statementPath),
        path: 'affirmTransactionStatement',
        value: facts.statement,
      }
      this.us(20, place, 'the transaction statement is not affirmed')
    }
  }
}
