/**
 * What the schemas of EPCIS 1.2 and 2.0 let stand inside of what (EPCglobal-epcis-1_2.xsd, EPCglobal-epcis-2_0.xsd, SBDH 1.3), as far as
 * readers do not ask for it themselves: `eventTime`, its offset and `action` are told by them when they are missing.
 */

export const SBDH = '{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}'

/** How often a child may stand: `?` `*` `+`, or once. Behind `=` is what is in it; without, a text. */
export interface Child {
  readonly name: string
  readonly type: string
  readonly needed: boolean
  readonly many: boolean
}

export interface Model {
  /** In this order, but in a choice. */
  readonly children: readonly Child[]
  readonly places: ReadonlyMap<string, number>
  readonly choice: boolean
  /** Elements of other namespaces behind all of these. */
  readonly others: boolean
  readonly attributes: readonly string[]
}

const WHERE = 'bizStep? disposition? readPoint?=Place bizLocation?=Place'
const WHAT = `action?=Action ${WHERE}`
const SIDES = 'sourceList?=Sources destinationList?=Destinations'
const PAPERS = 'bizTransactionList?=Papers'
const TRANSFORMED =
  'inputEPCList?=Epcs inputQuantityList?=Quantities outputEPCList?=Epcs outputQuantityList?=Quantities transformationID?'
const FRAME_1 = 'eventTime? recordTime?=Time eventTimeZoneOffset? baseExtension?=BaseExtension'
const FRAME_2 =
  'eventTime? recordTime?=Time eventTimeZoneOffset? eventID? errorDeclaration?=Declaration certificationInfo? baseExtension?=Others'
const NEW_2 = 'sensorElementList?=Sensors persistentDisposition?=Persistent'
const END_2 = 'extension?=Others ##other'

/** Of both versions. `|`: in any order. `@`: an attribute that must be there. */
const COMMON: Readonly<Record<string, string>> = {
  QueryDocument: '@schemaVersion @creationDate EPCISHeader?=Header EPCISBody=QueryBody extension?=Locals ##other',
  Document: '@schemaVersion @creationDate EPCISHeader?=Header EPCISBody=Body extension?=Locals ##other',
  HeaderExtension: 'EPCISMasterData?=Master extension?=Locals',
  Master: 'VocabularyList=Vocabularies extension?=Locals',
  Vocabularies: 'Vocabulary*=Vocabulary',
  Vocabulary: '@type VocabularyElementList?=Entries extension?=Locals ##other',
  Entries: 'VocabularyElement+=Entry',
  Entry: '@id attribute*=Attribute children?=Ids extension?=Locals ##other',
  Ids: 'id*',
  Body: 'EventList?=Events extension?=Locals ##other',
  QueryResults: 'queryName subscriptionID? resultsBody=Results extension?=Locals ##other',
  Results: '| EventList?=Events VocabularyList?=Vocabularies',
  Epcs: 'epc*',
  Quantities: 'quantityElement*=Quantity',
  Place: 'id extension?=Locals ##other',
  Papers: 'bizTransaction+',
  Sources: 'source+=Typed',
  Destinations: 'destination+=Typed',
  Ilmd: 'extension?=Locals ##other',
  Corrections: 'correctiveEventID*',
  Sbdh: 's:HeaderVersion s:Sender+=Partner s:Receiver+=Partner s:DocumentIdentification=Identification s:Manifest?=Any s:BusinessScope?=Any',
  Partner: 's:Identifier s:ContactInformation*=Contact',
  Contact: 's:Contact s:EmailAddress? s:FaxNumber? s:TelephoneNumber? s:ContactTypeIdentifier?',
  Identification: 's:Standard s:TypeVersion s:InstanceIdentifier s:Type s:MultipleType? s:CreationDateAndTime=Time',
}

const FIRST: Readonly<Record<string, string>> = {
  Header: 's:StandardBusinessDocumentHeader=Sbdh extension?=HeaderExtension ##other',
  Events:
    '| ObjectEvent*=Object AggregationEvent*=Aggregation QuantityEvent*=QuantityEvent TransactionEvent*=Transaction extension*=MoreEvents',
  MoreEvents: 'TransformationEvent?=Transformation extension?=Locals',
  BaseExtension: 'eventID? errorDeclaration?=Declaration extension?=Locals',
  Declaration: 'declarationTime=Time reason? correctiveEventIDs?=Corrections extension?=Locals ##other',
  Quantity: 'epcClass quantity?=Number uom?',
  Object: `${FRAME_1} epcList=Epcs ${WHAT} ${PAPERS} extension?=ObjectExtension ##other`,
  ObjectExtension: `quantityList?=Quantities ${SIDES} ilmd?=Ilmd extension?=Locals`,
  Aggregation: `${FRAME_1} parentID? childEPCs=Epcs ${WHAT} ${PAPERS} extension?=AggregationExtension ##other`,
  AggregationExtension: `childQuantityList?=Quantities ${SIDES} extension?=Locals`,
  QuantityEvent: `${FRAME_1} epcClass quantity=Number ${WHERE} ${PAPERS} extension?=Locals ##other`,
  Transaction: `${FRAME_1} bizTransactionList=Papers parentID? epcList=Epcs ${WHAT} extension?=TransactionExtension ##other`,
  TransactionExtension: `quantityList?=Quantities ${SIDES} extension?=Locals`,
  Transformation: `${FRAME_1} ${TRANSFORMED} ${WHERE} ${PAPERS} ${SIDES} ilmd?=Ilmd extension?=Locals ##other`,
}

const SECOND: Readonly<Record<string, string>> = {
  Header: 's:StandardBusinessDocumentHeader?=Sbdh extension?=HeaderExtension',
  Events:
    '| ObjectEvent*=Object AggregationEvent*=Aggregation TransformationEvent*=Transformation TransactionEvent*=Transaction AssociationEvent*=Association extension*=Others',
  Declaration: '| declarationTime*=Time reason* correctiveEventIDs*=Corrections extension*=Locals ##other',
  Quantity: 'epcClass quantity?=Number uom?',
  Persistent: 'unset* set*',
  Sensors: 'sensorElement+=Sensor extension?=Locals',
  Sensor: 'sensorMetadata? sensorReport+ extension?=Locals ##other',
  Object: `${FRAME_2} epcList?=Epcs ${WHAT} ${PAPERS} quantityList?=Quantities ${SIDES} ${NEW_2} ilmd?=Ilmd ${END_2}`,
  Aggregation: `${FRAME_2} parentID? childEPCs?=Epcs ${WHAT} ${PAPERS} childQuantityList?=Quantities ${SIDES} ${NEW_2} ${END_2}`,
  Transaction: `${FRAME_2} bizTransactionList=Papers parentID? epcList?=Epcs ${WHAT} quantityList?=Quantities ${SIDES} ${NEW_2} ${END_2}`,
  Transformation: `${FRAME_2} ${TRANSFORMED} ${WHERE} ${PAPERS} ${SIDES} ${NEW_2} ilmd?=Ilmd ${END_2}`,
  Association: `${FRAME_2} parentID? childEPCs?=Epcs childQuantityList?=Quantities ${WHAT} ${PAPERS} ${SIDES} ${NEW_2} ${END_2}`,
}

export type Models = ReadonlyMap<string, Model>

let first: Models | undefined
let second: Models | undefined

export function modelsOf(version: 1 | 2): Models {
  if (version === 2) {
    second ??= modelsIn({ ...COMMON, ...SECOND })
    return second
  }
  first ??= modelsIn({ ...COMMON, ...FIRST })
  return first
}

function modelsIn(texts: Readonly<Record<string, string>>): Models {
  return new Map(Object.entries(texts).map(([type, text]) => [type, modelOf(text.split(' '))]))
}

const CHILD = /^(s:)?(\w+)([?*+]?)(?:=(\w+))?$/

function modelOf(words: readonly string[]): Model {
  const children = words.flatMap((word): readonly Child[] => {
    const [, sbdh, name = '', often, type = 'Text'] = CHILD.exec(word) ?? []
    if (name === '') return []
    const full = sbdh === undefined ? name : `${SBDH}${name}`
    return [{ name: full, type, needed: often === '' || often === '+', many: often === '*' || often === '+' }]
  })
  return {
    children,
    places: new Map(children.map(({ name }, i) => [name, i])),
    choice: words[0] === '|',
    others: words.includes('##other'),
    attributes: words.filter((word) => word.startsWith('@')).map((word) => word.slice(1)),
  }
}
