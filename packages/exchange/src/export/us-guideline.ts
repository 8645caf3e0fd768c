/**
 * What the guideline of GS1 Healthcare US, R1.2 and R1.3, asks of an EPCIS 1.2 document: master data and the transaction statement in the
 * header, the mark of a drop shipment, and no bizLocation where goods leave.
 */
import {
  billingNdc,
  type ClassId,
  classToUri,
  epcToItem,
  gcpLengthOfNdc,
  type PlaceId,
  placeToUri,
} from '@packtrail/codes'
import { US_NAMESPACE } from '../check/names.ts'
import type { EpcNames } from './epc-names.ts'
import type { Members } from './epcis-extra.ts'
import { xmlAttribute, xmlText } from './xml-text.ts'

export const GUIDELINES = ['us-r1.2', 'us-r1.3'] as const
export type Guideline = (typeof GUIDELINES)[number]

export interface UsProduct {
  /** GTIN-14. */
  readonly gtin: string
  /** Ten digits with hyphens. */
  readonly ndc: string
  readonly name?: string
  readonly manufacturer?: string
  readonly form?: string
  readonly strength?: string
  readonly content?: string
}

export interface UsPlace {
  /** `gln:…` */
  readonly place: string
  readonly name?: string
  readonly street?: string
  readonly city?: string
  readonly state?: string
  readonly postalCode?: string
  readonly country?: string
}

export interface UsGuideline {
  readonly release: Guideline
  readonly products: readonly UsProduct[]
  readonly places: readonly UsPlace[]
  /** Said of each shipment that does not say it itself. */
  readonly dropShipment: boolean
}

/** 21 USC 360eee(27): what the seller affirms, in the words of the guideline. */
const NOTICE = 'Seller has complied with each applicable subsection of FDCA Sec. 581(27)(A)-(G).'

/** What stands in the header behind the business document header. */
export function usHeader({ release, products, places }: UsGuideline, names: EpcNames): string {
  const kinds = [
    vocabulary(
      'EPCClass',
      products.map((one) => productEntry(one, release, names)),
    ),
    vocabulary(
      'Location',
      places.map((one) => placeEntry(one, names)),
    ),
  ].join('')
  const master =
    kinds === ''
      ? ''
      : `<extension>\n<EPCISMasterData>\n<VocabularyList>\n${kinds}</VocabularyList>\n</EPCISMasterData>\n</extension>\n`
  const space = ` xmlns:gs1ushc="${US_NAMESPACE}"`
  const mark =
    release === 'us-r1.3' ? `<gs1ushc:guidelineVersion${space}>GS1 US DSCSA R1.3</gs1ushc:guidelineVersion>\n` : ''
  const affirmed = `<gs1ushc:affirmTransactionStatement>true</gs1ushc:affirmTransactionStatement>\n<gs1ushc:legalNotice>${NOTICE}</gs1ushc:legalNotice>\n`
  return `${master}${mark}<gs1ushc:dscsaTransactionStatement${space}>\n${affirmed}</gs1ushc:dscsaTransactionStatement>\n`
}

function vocabulary(kind: string, entries: readonly string[]): string {
  if (entries.length === 0) return ''
  return `<Vocabulary type="urn:epcglobal:epcis:vtype:${kind}">\n<VocabularyElementList>\n${entries.join('')}</VocabularyElementList>\n</Vocabulary>\n`
}

function productEntry(product: UsProduct, release: Guideline, names: EpcNames): string {
  const { gtin, ndc, name, manufacturer, form, strength, content } = product
  const billed = release === 'us-r1.2' ? billingNdc(ndc) : undefined
  return entry(names.nameOf(classToUri(gtin as ClassId)), [
    ['additionalTradeItemIdentification', billed?.ok === true ? billed.value : ndc],
    ['additionalTradeItemIdentificationTypeCode', release === 'us-r1.2' ? 'FDA_NDC_11' : 'US_FDA_NDC'],
    ['regulatedProductName', name],
    ['manufacturerOfTradeItemPartyName', manufacturer],
    ['dosageFormType', form],
    ['strengthDescription', strength],
    ['netContentDescription', content],
  ])
}

function placeEntry({ place, name, street, city, state, postalCode, country }: UsPlace, names: EpcNames): string {
  return entry(names.nameOf(placeToUri(place as PlaceId)), [
    ['name', name],
    ['streetAddressOne', street],
    ['city', city],
    ['state', state],
    ['postalCode', postalCode],
    ['countryCode', country],
  ])
}

function entry(id: string, attributes: readonly (readonly [string, string | undefined])[]): string {
  const inside = attributes.map(([name, text]) =>
    text === undefined ? '' : `<attribute id="urn:epcglobal:cbv:mda#${name}">${xmlText(text)}</attribute>\n`,
  )
  return `<VocabularyElement id="${xmlAttribute(id)}">\n${inside.join('')}</VocabularyElement>\n`
}

/** Changes events, in their order, into what the guideline wants. @param short The prefixed name of a full one. */
export type UsEvents = (members: Members, short: (name: string) => string) => Members

export function makeUsEvents(guideline: UsGuideline): UsEvents {
  /** What was said of the lot of each product; `undefined` when there are several. */
  const lots = new Map<string, Members | undefined>()
  return (members, short) => {
    if (members['bizStep'] === 'shipping') return shipment(members, guideline, short)
    return members['bizStep'] === 'commissioning' ? commissioning(members, lots) : members
  }
}

function shipment(members: Members, guideline: UsGuideline, short: (name: string) => string): Members {
  const { bizLocation: _, ...rest } = members
  const mark = short(`{${US_NAMESPACE}}dropShipment`)
  if (guideline.release === 'us-r1.2' || rest[mark] !== undefined) return rest
  return { ...rest, [mark]: String(guideline.dropShipment) }
}

/** Cases say the lot of their packs too; the ledger knows it of packs only. */
function commissioning(members: Members, lots: Map<string, Members | undefined>): Members {
  const product = productOfList(members['epcList'])
  if (product === undefined) return members
  const ilmd = members['ilmd'] as Members | undefined
  if (ilmd === undefined) {
    const known = lots.get(product)
    return known === undefined ? members : { ...members, ilmd: known }
  }
  const said = Object.fromEntries(LOT_FIELDS.flatMap((name) => (ilmd[name] === undefined ? [] : [[name, ilmd[name]]])))
  if (!lots.has(product)) lots.set(product, said)
  else if (JSON.stringify(lots.get(product)) !== JSON.stringify(said)) lots.set(product, undefined)
  return members
}

const LOT_FIELDS = ['cbvmda:lotNumber', 'cbvmda:itemExpirationDate'] as const

/** The GTIN of the first, without indicator and check digit: cases and packs of one product have it in common. */
function productOfList(list: unknown): string | undefined {
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  const id = typeof first === 'string' ? epcToItem(first) : undefined
  return id !== undefined && /^\d{14}\//.test(id) ? id.slice(1, 13) : undefined
}

/** The company prefixes of the products: 03 and the labeler. */
export function prefixesOf(guideline: UsGuideline | undefined): readonly string[] {
  const found = (guideline?.products ?? []).flatMap(({ gtin, ndc }) => {
    const length = gtin.startsWith('03', 1) ? gcpLengthOfNdc(ndc) : undefined
    return length === undefined ? [] : [gtin.slice(1, 1 + length)]
  })
  return [...new Set(found)]
}
