/** What is printed on a pack: text in, identity or faults out. Pure: no clock, no network, no guess. */

export { disagreements } from './agreement.ts'
export { AI_TABLE, type AiForm, type AiPart, type PartCheck, type PartKind } from './ai-table.ts'
export { calibrate, calibrationText, readProfile } from './calibrate.ts'
export {
  gs1CheckDigit,
  hasGs1CheckDigit,
  isGln,
  isGtin,
  isGtin14,
  isPpn,
  isPzn8,
  isSscc,
  ppnCheckDigits,
  pzn8CheckDigit,
} from './check-digits.ts'
export { type CnCode, type CnLayer, type CnPrefixes, cnLayer, formatCnCode, normaliseCn } from './china.ts'
export type { CryptoTail } from './crypto-tail.ts'
export { type CodeDate, fullYear, readDate, readLongDate, shortDate } from './dates.ts'
export {
  type DigitalLink,
  MAX_LINK_LENGTH,
  parseDigitalLink,
} from './digital-link.ts'
export {
  type ElementString,
  formatBracketed,
  formatElementString,
  parseBracketed,
  parseElementString,
} from './element-string.ts'
export {
  type ClassId,
  type Epc,
  epcToClass,
  epcToItem,
  epcToPlace,
  explainClass,
  explainItem,
  explainPlace,
  readEpc,
} from './epc.ts'
export { type EpcUrn, parseEpcUrn } from './epc-urn.ts'
export {
  classToUri,
  classToUrn,
  type GcpLength,
  isGcpLength,
  itemToUri,
  itemToUrn,
  partyToUri,
  partyToUrn,
  placeToUri,
  placeToUrn,
} from './epc-write.ts'
export {
  CODE_FAULT_CODES,
  type CodeFault,
  type CodeFaultCode,
  type Parsed,
  type Problem,
  type Severity,
} from './fault.ts'
export { type AiValue, canonicalLink, type Gs1Key } from './gs1-keys.ts'
export { expandUpcE, shortGtin } from './gtin-forms.ts'
export { explainUnknown, type ScannerFault, type ScannerHint, type SerialShape, shapeOf } from './hints.ts'
export {
  type BatchId,
  type BatchParts,
  type Brand,
  type ContainerId,
  formatPack,
  type Gln,
  type Gtin,
  type ItemId,
  isCnPrefix,
  isGtinProduct,
  isLot,
  isProduct,
  isSerial,
  makeBatchId,
  makePackId,
  type OtherId,
  type PackId,
  type PackParts,
  type PartyId,
  type PlaceId,
  type Product,
  parseBatchId,
  parseGtin,
  parsePackId,
  parseProduct,
  productOfPack,
  serialOfPack,
  splitBatchId,
  splitPackId,
} from './identity.ts'
export { type DiValue, formatEnvelope06, ntinOfPzn, ppnOfPzn, pznOfGtin, pznOfPpn } from './ifa.ts'
export { isCountry } from './iso-codes.ts'
export {
  containerAsPack,
  type ItemKind,
  isContainerId,
  isPackId,
  itemKind,
  packAsContainer,
  parseContainerId,
  parseItemId,
} from './items.ts'
export { type KeyboardProfile, keyboardProfile, typeThrough } from './keyboard.ts'
export { KEYBOARDS, type KeyboardLayout, keyboardOf } from './keyboard-layouts.ts'
export { formatDigitalLink } from './link-write.ts'
export {
  billingNdc,
  type DatedNdc,
  gcpLengthOfNdc,
  gtinHoldsNdc,
  gtinOfNdc,
  NDC_12_FROM,
  ndcsOn,
  possibleNdcs,
} from './ndc.ts'
export type { CodeScheme, NationalNumber, ParsedCode } from './parsed-code.ts'
export {
  extensionOfPlace,
  glnOfPlace,
  isUri,
  makePlaceId,
  parseGln,
  parsePartyId,
  parsePlaceId,
  partyOf,
} from './places.ts'
export { MAX_CODE_LENGTH, type ParseOptions, parseCode, type ScannerLayout } from './scan.ts'
export { type Carrier, readSymbology, type Symbology } from './symbology.ts'
export { keyToUrn } from './urn-of-key.ts'
