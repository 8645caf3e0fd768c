/** Which release of the guideline of GS1 Healthcare US a document follows: by its mark, and by what it uses. */
import type { ItemPlace } from './world.ts'

export const PROFILES = ['us-r1.2', 'us-r1.3', 'epcis'] as const
export type Profile = (typeof PROFILES)[number]

interface Sign {
  readonly what: string
  readonly place: ItemPlace
}

export class Guideline {
  /** As the document writes it. */
  mark: string | undefined
  markPlace: ItemPlace = { line: 1 }
  /** Something of the guideline, or an NDC, stands in the document. */
  isUs = false
  #older: Sign | undefined
  #newer: Sign | undefined

  /** Something that only R1.2 has. */
  older(what: string, place: ItemPlace): void {
    this.isUs = true
    this.#older ??= { what, place }
  }

  /** Something that came with R1.3. */
  newer(what: string, place: ItemPlace): void {
    this.isUs = true
    this.#newer ??= { what, place }
  }

  profile(asked: Profile | undefined): Profile {
    if (asked !== undefined) return asked
    if (!this.isUs) return 'epcis'
    return this.#release() === '1.3' ||
      (this.mark === undefined && this.#newer !== undefined && this.#older === undefined)
      ? 'us-r1.3'
      : 'us-r1.2'
  }

  /** What does not belong together. */
  mixture(
    profile: Profile,
  ): { readonly message: string; readonly place: ItemPlace; readonly certain: boolean } | undefined {
    if (profile === 'epcis') return undefined
    const older = this.#older
    const newer = this.#newer
    if (older !== undefined && newer !== undefined) {
      return { message: `${older.what} is of R1.2, ${newer.what} of R1.3`, place: older.place, certain: true }
    }
    if (profile === 'us-r1.3' && older !== undefined) {
      return { message: `${older.what} is of R1.2`, place: older.place, certain: true }
    }
    const release = this.#release()
    if (release !== undefined && `us-r${release}` !== profile) {
      return { message: `the file says that it follows «${this.mark}»`, place: this.markPlace, certain: true }
    }
    if (newer === undefined) return undefined
    if (profile === 'us-r1.2') return { message: `${newer.what} is of R1.3`, place: newer.place, certain: true }
    if (release !== undefined) return undefined
    const message = `${newer.what} is of R1.3, and the file does not say which release it follows: without a word that is R1.2`
    return { message, place: newer.place, certain: false }
  }

  #release(): string | undefined {
    return /R\s{0,3}(1\.[0-9])/i.exec(this.mark ?? '')?.[1]
  }
}

/** Fields of an event that came with R1.3. */
const NEWER: ReadonlySet<string> = new Set([
  'indirectPurchaseEPCs',
  'receivedDirectPurchaseFromPrevWhlsDist',
  'transactionDate',
])

export function signsOf(guideline: Guideline, name: string, value: unknown, place: ItemPlace): void {
  guideline.isUs = true
  if (NEWER.has(name)) guideline.newer(`gs1ushc:${name}`, place)
  if (name !== 'directPurchase') return
  for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    const qualified =
      typeof one === 'object' && one !== null && Object.keys(one).some((key) => key.endsWith('qualifier'))
    if (qualified) guideline.newer('directPurchase with a qualifier', place)
    else guideline.older('directPurchase as true or false', place)
  }
}
