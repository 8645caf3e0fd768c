/** What stands around the events of an EPCIS document: who sends it to whom, and whether it answers a query. */
import { glnOfPlace, type PlaceId, partyToUri, placeToUri } from '@packtrail/codes'
import { OWN_NAMESPACE, OWN_PREFIX } from '../epcis/own.ts'
import type { MasterData } from '../item.ts'
import type { EpcNames } from './epc-names.ts'
import { masterJson, masterXml } from './master.ts'
import { extensionValue, KNOWN, makeNames, type Names } from './names.ts'
import { type UsGuideline, usHeader } from './us-guideline.ts'
import { extension, type XmlForm } from './xml-event.ts'
import { xmlAttribute, xmlText } from './xml-text.ts'

export interface Envelope {
  /** `gln:…` of sender and receiver. */
  readonly sender: string
  readonly receiver: string
  /** Names this document and no other. */
  readonly instance: string
}

export interface FrameOptions {
  readonly creationDate: string
  readonly envelope?: Envelope
  readonly query?: string
  readonly guideline?: UsGuideline
  readonly masterData?: readonly MasterData[]
  readonly around?: readonly (readonly [string, string])[]
}

/** The text before the first event, and behind the last. */
export interface Frame {
  readonly head: string
  readonly tail: string
}

export function jsonFrame(
  { creationDate, envelope, query, masterData = [], around = [] }: FrameOptions,
  names: EpcNames,
): Frame {
  const short = makeNames(false)
  const said = Object.fromEntries(around.map(([field, text]) => statement(field, text, short)))
  const prefixes = { [OWN_PREFIX]: OWN_NAMESPACE, ...short.context() }
  const head = {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', prefixes],
    type: query === undefined ? 'EPCISDocument' : 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate,
    // The schema of 2.0 has these three for documents only.
    ...(envelope === undefined || query !== undefined
      ? {}
      : {
          instanceIdentifier: envelope.instance,
          sender: names.nameOf(partyToUri(envelope.sender as PlaceId)),
          receiver: names.nameOf(partyToUri(envelope.receiver as PlaceId)),
        }),
    ...(masterData.length === 0 || query !== undefined ? {} : { epcisHeader: masterJson(masterData) }),
    ...said,
  }
  const begin = JSON.stringify(head).slice(0, -1)
  if (query === undefined) return { head: `${begin},"epcisBody":{"eventList":[\n`, tail: '\n]}}\n' }
  const results = `"queryResults":{"queryName":${JSON.stringify(query)},"resultsBody":{"eventList":[\n`
  return { head: `${begin},"epcisBody":{${results}`, tail: '\n]}}}}\n' }
}

/** A prefixed name with its value; what stands alone is no list. */
function statement(field: string, text: string, names: Names): readonly [string, unknown] {
  const name = names.short(field.endsWith('[]') ? field.slice(0, -2) : field)
  const value = extensionValue(field, text, names)
  return [name, Array.isArray(value) && value.length === 1 ? value[0] : value]
}

/** Elements with their namespaces declared. */
function statementsXml(around: readonly (readonly [string, string])[]): string {
  return around
    .map(([field, text]) => {
      const names = makeNames(true)
      const [name, value] = statement(field, text, names)
      const spaces = [...names.made]
        .map(([namespace, prefix]) => ` xmlns:${prefix}="${xmlAttribute(namespace)}"`)
        .join('')
      return (Array.isArray(value) ? value : [value]).map((one) => `${extension(name, one, spaces)}\n`).join('')
    })
    .join('')
}

export function xmlFrame(format: XmlForm, options: FrameOptions, names: EpcNames): Frame {
  const version = format === 'epcis2-xml' ? 2 : 1
  const { creationDate, query } = options
  const root = query === undefined ? 'epcis:EPCISDocument' : 'epcisq:EPCISQueryDocument'
  const spaces = [
    query === undefined ? '' : ` xmlns:epcisq="urn:epcglobal:epcis-query:xsd:${version}"`,
    ...[...KNOWN].map(([namespace, prefix]) => ` xmlns:${prefix}="${xmlAttribute(namespace)}"`),
  ].join('')
  const made = ` schemaVersion="${version === 2 ? '2.0' : '1.2'}" creationDate="${xmlAttribute(creationDate)}"`
  const start = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns:epcis="urn:epcglobal:epcis:xsd:${version}"${spaces}${made}>\n`
  const { envelope, guideline, masterData = [], around = [] } = options
  const said = masterData.length === 0 || query !== undefined ? '' : masterXml(masterData)
  const more = guideline === undefined ? said : usHeader(guideline, names)
  // In 1.2 there is no header without the business document header.
  const bare = version === 1 || more === '' ? '' : `<EPCISHeader>\n${more}</EPCISHeader>\n`
  const header = envelope === undefined ? bare : headerOf(envelope, creationDate, names, more + statementsXml(around))
  const [open, close] =
    query === undefined
      ? ['', '']
      : [
          `<epcisq:QueryResults>\n<queryName>${xmlText(query)}</queryName>\n<resultsBody>\n`,
          '</resultsBody>\n</epcisq:QueryResults>\n',
        ]
  return {
    head: `${start}${header}<EPCISBody>\n${open}<EventList>\n`,
    tail: `</EventList>\n${close}</EPCISBody>\n</${root}>\n`,
  }
}

const SBDH = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader'

/** Standard Business Document Header 1.3; the values of EPCIS 1.2, section 9.5.2. */
/** @param more What stands behind it in the header. */
function headerOf(
  { sender, receiver, instance }: Envelope,
  creationDate: string,
  names: EpcNames,
  more: string,
): string {
  const partner = (role: string, place: string): string => {
    const named = names.nameOf(placeToUri(place as PlaceId))
    const isUrn = named.startsWith('urn:')
    const text = isUrn ? named : (glnOfPlace(place as PlaceId) ?? named)
    return `<sbdh:${role}><sbdh:Identifier Authority="${isUrn ? 'GS1' : 'GLN'}">${xmlText(text)}</sbdh:Identifier></sbdh:${role}>\n`
  }
  const fields = [
    ['Standard', 'EPCglobal'],
    ['TypeVersion', '1.0'],
    ['InstanceIdentifier', instance],
    ['Type', 'Events'],
    ['CreationDateAndTime', creationDate],
  ] as const
  const said = fields.map(([name, text]) => `<sbdh:${name}>${xmlText(text)}</sbdh:${name}>`).join('')
  return `<EPCISHeader>\n<sbdh:StandardBusinessDocumentHeader xmlns:sbdh="${SBDH}">\n<sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>\n${partner('Sender', sender)}${partner('Receiver', receiver)}<sbdh:DocumentIdentification>${said}</sbdh:DocumentIdentification>\n</sbdh:StandardBusinessDocumentHeader>\n${more}</EPCISHeader>\n`
}
