/** What receivers of US trade documents reject, by number, and what else is told. One row: what it is called and what the sender must mend. */

export interface Defect {
  /** 1 to 36; absent for what has no number. */
  readonly number?: number
  readonly name: string
  readonly remedy: string
  /** A receiver in the US only. */
  readonly us?: true
}

const row = (number: number, name: string, remedy: string, us?: true): Defect => ({
  number,
  name,
  remedy,
  ...(us === true ? { us } : {}),
})

/** In the order of their numbers. */
export const DEFECTS: readonly Defect[] = [
  row(1, 'packed or shipped, never commissioned', 'Send the commissioning of every serial, in this file or before it.'),
  row(
    2,
    'packed or shipped before it was commissioned',
    'Correct eventTime: commissioning comes first, then packing, then shipping.',
  ),
  row(3, 'events in the wrong order in the file', 'Write events in the order in which they happened.'),
  row(4, 'time in the future', 'Correct eventTime, or the clock and zone of the line that made it.'),
  row(5, 'time without offset from UTC', 'Write eventTime with Z or an offset, and eventTimeZoneOffset beside it.'),
  row(6, 'serial commissioned twice', 'Commission each serial once.'),
  row(7, 'serial already commissioned in another file', 'Leave it out, or send a new serial: a number is used once.'),
  row(
    8,
    'already inside of something else',
    'Send the unpacking (DELETE) from the old parent before it is packed anew.',
  ),
  row(9, 'shipped alone while inside of a closed parent', 'Ship the parent, or send the unpacking (DELETE) before.'),
  row(10, 'unpacked without having been packed', 'Send the packing (ADD) first, or correct the parent or child.'),
  row(11, 'parent never commissioned', 'Send the commissioning of the case or SSCC.'),
  row(12, 'SSCC without contents', 'Send what is packed into it, or leave the SSCC out.'),
  row(
    13,
    'number of packs in a case differs from master data',
    'Send the missing children, or correct the master data.',
  ),
  row(14, 'packaging levels mixed', 'Pack packs into cases and cases into pallets, one event a level.'),
  row(15, 'packed in a circle, or too deep', 'Correct parent and children.'),
  row(16, 'lot or expiry differs', 'Say the same lot and expiry everywhere, as they are printed on the pack.'),
  row(17, 'expiry missing, or several for one lot', 'Give one itemExpirationDate for the lot in each commissioning.'),
  row(18, 'used after its end, or shipped expired', 'Take it out of the shipment.'),
  row(
    19,
    'header without one sender and one receiver by GLN',
    'Send one StandardBusinessDocumentHeader with a GLN or SGLN on both sides.',
  ),
  row(
    20,
    'no transaction statement',
    'Affirm it: gs1ushc:affirmTransactionStatement true in gs1ushc:dscsaTransactionStatement.',
    true,
  ),
  row(
    21,
    'owner or location of seller or buyer missing',
    'Give owning_party and location in sourceList and destinationList.',
    true,
  ),
  row(22, 'purchase order or delivery number missing', 'Give the po and the desadv in bizTransactionList.', true),
  row(
    23,
    'bizLocation in a shipment',
    'Leave bizLocation out: nobody knows where the goods are until they are received.',
    true,
  ),
  row(
    24,
    'business step, action and disposition do not go together',
    'Use those of the guideline: commissioning is ADD and active, packing ADD, shipping OBSERVE and in_transit, unpacking DELETE.',
  ),
  row(
    25,
    'word of the vocabulary unknown or without its namespace',
    'Write urn:epcglobal:cbv:bizstep:… with a word of the CBV.',
  ),
  row(26, 'wrong schemaVersion', 'Send EPCIS 1.2 with schemaVersion 1.2.'),
  row(27, 'wrong check digit', 'Correct the number: it was mistyped or cut.'),
  row(
    28,
    'company prefix of wrong length',
    'Split prefix and reference where GS1 assigned it: 13 digits in an SGTIN, 17 in an SSCC, 12 in an SGLN.',
  ),
  row(29, 'leading zero lost', 'Keep serials and GTINs as text: a spreadsheet or number field dropped the zero.'),
  row(30, 'GLN or GTIN not in the master data', 'Send its master data, or use the number that was agreed.'),
  row(31, 'drop shipment not marked', 'Say gs1ushc:dropShipment true or false in each shipment.', true),
  row(
    32,
    'R1.2 and R1.3 mixed',
    'Follow one release of the guideline in the whole file, and name it in gs1ushc:guidelineVersion.',
    true,
  ),
  row(33, 'file sent again', 'Send each file once; a corrected one gets a new InstanceIdentifier.'),
  row(34, 'file too large, or not in its character set', 'Send smaller files, in UTF-8.'),
  row(35, 'data without product, or product without data', 'Send what is missing: the goods or the data.'),
  row(36, 'not what was ordered', 'Correct the quantity or the purchase order.'),
]

/** Without a number. Faults of the reader that are none of these keep their own code and words. */
export const OTHER_DEFECTS: Readonly<Record<OtherDefect, Omit<Defect, 'number'>>> = {
  SCHEMA_ORDER: {
    name: 'not valid by the schema: elements in the wrong order',
    remedy:
      'Send the elements in the order of the schema, those of your own namespace last. Most receivers validate before anything else.',
  },
  SCHEMA_MISSING: {
    name: 'not valid by the schema: something is missing',
    remedy: 'Send what the schema asks for, if need be as an empty element.',
  },
  SCHEMA_UNKNOWN: {
    name: 'not valid by the schema: something has no place there',
    remedy: 'Put it where the schema of this version has it, or leave it out.',
  },
  SCHEMA_NAMESPACE: {
    name: 'not valid by the schema: wrong namespace',
    remedy:
      'Declare xmlns:epcis="urn:epcglobal:epcis:xsd:1" (of 2.0: :2), put epcis: before EPCISDocument only, and name elements of your own with a prefix of your own.',
  },
  SCHEMA_VALUE: {
    name: 'not valid by the schema: a value of the wrong form',
    remedy: 'Write times as 2026-01-31T12:00:00Z, numbers in digits, and nothing around an action.',
  },
  NDC_DIFFERS: { name: 'NDC is not that of the GTIN', remedy: 'Correct the NDC or the GTIN.', us: true },
  NDC_FORM: { name: 'NDC in another form', remedy: 'Write the NDC as its type code says, with hyphens.', us: true },
  DECLARATION_DIFFERS: {
    name: 'error declaration differs from the event it takes back',
    remedy: 'Repeat the event with all its fields, and add errorDeclaration.',
  },
  US_NAMESPACE: {
    name: 'namespace of the guideline written otherwise',
    remedy: 'Declare xmlns:gs1ushc="http://epcis.gs1us.org/hc/ns", without a slash at its end.',
    us: true,
  },
  NO_MASTER_DATA: {
    name: 'no master data of products or parties',
    remedy:
      'Send EPCISMasterData in the header: name, strength, form, container size and NDC of each product, name and address of each party.',
    us: true,
  },
  BAD_SCAN: {
    name: 'a line of the scans names no pack, case or pallet',
    remedy: 'Scan it again, or correct the line.',
  },
  BAD_QUANTITY: {
    name: 'quantity that cannot be',
    remedy: 'Give how many, or how much, as a number above zero.',
  },
  EMPTY_SHIPMENT: {
    name: 'shipment without goods',
    remedy: 'Name what is shipped in epcList, or leave the event out.',
  },
  AFTER_SHIPMENT: {
    name: 'packed or shipped after it had left',
    remedy: 'Send what happened to it before it left, or the receiving or void_shipping between both.',
  },
  NOT_SHIPPED: {
    name: 'shipment taken back that nobody sent',
    remedy: 'Send the shipment before the void_shipping, or check it together with the file that ships.',
  },
  PACKED_TWICE: { name: 'packed into the same parent twice', remedy: 'Send each packing once.' },
  NO_EVENTS: { name: 'no events', remedy: 'Ask for the file with its events.' },
}

export type OtherDefect =
  | 'SCHEMA_ORDER'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_UNKNOWN'
  | 'SCHEMA_NAMESPACE'
  | 'SCHEMA_VALUE'
  | 'US_NAMESPACE'
  | 'EMPTY_SHIPMENT'
  | 'BAD_SCAN'
  | 'NO_MASTER_DATA'
  | 'BAD_QUANTITY'
  | 'AFTER_SHIPMENT'
  | 'NOT_SHIPPED'
  | 'NDC_DIFFERS'
  | 'NDC_FORM'
  | 'DECLARATION_DIFFERS'
  | 'PACKED_TWICE'
  | 'NO_EVENTS'

export function isOtherDefect(code: string): code is OtherDefect {
  return Object.hasOwn(OTHER_DEFECTS, code)
}

export function defectOf(number: number): Defect {
  return DEFECTS[number - 1] as Defect
}
