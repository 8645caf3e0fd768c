/** What a scan says, whatever the scheme: one shape for every reader of this package. */
import type { CnCode } from './china.ts'
import type { CryptoTail } from './crypto-tail.ts'
import type { CodeDate } from './dates.ts'
import type { Problem } from './fault.ts'
import type { AiValue } from './gs1-keys.ts'
import type { ContainerId, Gtin, PackId, PlaceId, Product } from './identity.ts'
import type { DiValue } from './ifa.ts'
import type { Symbology } from './symbology.ts'

export type CodeScheme =
  /** GS1 element string: scan data, brackets, or format 05 of an envelope. */
  | 'gs1'
  /** IFA data identifiers, format 06; or a PZN by itself, which names a product, never a pack. */
  | 'ifa'
  /** 药品追溯码. */
  | 'cn'
  | 'epc-urn'
  | 'digital-link'
  /** Eighteen bare digits. */
  | 'sscc'
  /** A bare GTIN, as in EAN/UPC: names a product, never a pack. */
  | 'gtin'
  | 'unknown'

/** A national reimbursement number: AI 710 to 717, or what a PPN or NTIN contains. */
export interface NationalNumber {
  /** ISO 3166 country, or `''` where the AI names a scheme of several. */
  readonly country: string
  /** `PZN`, `CIP`, `CN`, `DRN`, `AIM`, `NDC`, `AIC`, `SRN`. */
  readonly kind: string
  readonly number: string
  readonly source: 'ai' | 'ppn' | 'ntin' | 'pzn'
}

export interface ParsedCode {
  /** Something was recognised and no problem is an error. */
  readonly valid: boolean
  readonly scheme: CodeScheme
  /** The text as it came. */
  readonly raw: string
  readonly symbology?: Symbology
  readonly product?: Product
  /**
   * Product and serial, when both are certain. Present beside an error about something else (a date that does not exist): a pack
   * that can be named must be looked up, hiding it could hide a falsification.
   */
  readonly pack?: PackId
  readonly container?: ContainerId
  readonly place?: PlaceId
  readonly gtin?: Gtin
  readonly sscc?: string
  readonly serial?: string
  readonly lot?: string
  /** Last day of use. A claim of the label, never part of an identity. */
  readonly expiry?: CodeDate
  readonly produced?: CodeDate
  readonly nationalNumbers: readonly NationalNumber[]
  readonly cn?: CnCode
  /** AI (91) and (92) of Russian and neighbouring packs. */
  readonly cryptoTail?: CryptoTail
  /** Digits of the company prefix, where an EPC URN shows it. */
  readonly gcpLength?: number
  /** Every element that was read, in order: prints back what was scanned. */
  readonly elements: readonly AiValue[]
  /** Elements with no field of their own here. */
  readonly extras: readonly AiValue[]
  readonly diFields: readonly DiValue[]
  readonly problems: readonly Problem[]
}

/** The parts that a reader fills in; the rest is the same for all. */
export type CodeFields = Partial<Omit<ParsedCode, 'valid' | 'raw' | 'scheme' | 'problems'>>

export function parsedCode(
  raw: string,
  scheme: CodeScheme,
  fields: CodeFields,
  problems: readonly Problem[],
): ParsedCode {
  return {
    nationalNumbers: [],
    elements: [],
    extras: [],
    diFields: [],
    ...fields,
    raw,
    scheme,
    problems,
    valid: scheme !== 'unknown' && !problems.some((one) => one.severity === 'error'),
  }
}
