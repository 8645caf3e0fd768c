/**
 * A report of a suspected substandard or falsified product to the WHO's surveillance and monitoring system, which national focal
 * points send. Its form is not public: the data model is compatible with what WHO says it collects, numbered here.
 */
import type { FormEdition, FormField } from './field.ts'

export type WhoReportType = 'initial' | 'follow-up'
export type WhoSuspicion = 'falsified' | 'substandard' | 'unregistered' | 'unknown'

export interface WhoReport {
  readonly form: 'who-sf'
  readonly reportType: WhoReportType
  /** Given by WHO or the national authority. */
  readonly incidentNumber?: string
  readonly organisation?: string
  /** Two letters (ISO 3166-1). */
  readonly country?: string
  readonly suspicion?: WhoSuspicion
  readonly productName?: string
  readonly ingredients?: string
  readonly strength?: string
  readonly dosageForm?: string
  readonly packSize?: string
  readonly statedManufacturer?: string
  readonly authorisation?: string
  readonly productCode?: string
  readonly serials?: readonly string[]
  readonly lots?: readonly string[]
  /** `YYYY-MM-DD`. */
  readonly made?: string
  readonly expiries?: readonly string[]
  readonly found?: string
  readonly foundPlace?: string
  readonly foundCountry?: string
  readonly supplyChain?: 'regulated' | 'unregulated'
  readonly quantity?: string
  /** What was found, without names of patients. */
  readonly event?: string
  readonly analysis?: string
  readonly actions?: readonly string[]
  readonly informed?: readonly string[]
}

const ALL = ['initial', 'follow-up']
const REPORT = 'Report'
const PRODUCT = 'Suspect product'
const FOUND = 'How it was discovered'
const AFTER = 'Impact and action'

const SUSPICIONS: Readonly<Record<WhoSuspicion, string>> = {
  falsified: 'Falsified',
  substandard: 'Substandard (out of specification)',
  unregistered: 'Unregistered or unlicensed',
  unknown: 'Not known yet',
}
const CHAINS: Readonly<Record<'regulated' | 'unregulated', string>> = {
  regulated: 'Regulated',
  unregulated: 'Unregulated',
}

const FIELDS: readonly FormField[] = [
  { number: '1.1', name: 'Reference number', section: REPORT, from: 'incidentNumber', needed: ['follow-up'] },
  { number: '1.2', name: 'Reporting organisation', section: REPORT, from: 'organisation', needed: ALL },
  { number: '1.3', name: 'Country', section: REPORT, from: 'country', needed: ALL },
  { number: '1.4', name: 'Reporting person, contact details', section: REPORT },
  { number: '1.5', name: 'Suspected to be', section: REPORT, from: 'suspicion', kind: { oneOf: SUSPICIONS } },
  { number: '2.1', name: 'Product name', section: PRODUCT, from: 'productName', needed: ALL },
  { number: '2.2', name: 'Active ingredient(s) (INN)', section: PRODUCT, from: 'ingredients' },
  { number: '2.3', name: 'Strength', section: PRODUCT, from: 'strength' },
  { number: '2.4', name: 'Dosage form', section: PRODUCT, from: 'dosageForm' },
  { number: '2.5', name: 'Pack size', section: PRODUCT, from: 'packSize' },
  { number: '2.6', name: 'Stated manufacturer', section: PRODUCT, from: 'statedManufacturer' },
  { number: '2.7', name: 'Marketing authorisation number', section: PRODUCT, from: 'authorisation' },
  { number: '2.8', name: 'Product code', section: PRODUCT, from: 'productCode' },
  { number: '2.9', name: 'Batch number(s)', section: PRODUCT, from: 'lots', kind: 'texts', needed: ALL },
  { number: '2.10', name: 'Date of manufacture', section: PRODUCT, from: 'made', kind: 'day' },
  { number: '2.11', name: 'Expiry date(s)', section: PRODUCT, from: 'expiries', kind: 'days' },
  { number: '2.12', name: 'Serial number(s)', section: PRODUCT, from: 'serials', kind: 'texts' },
  { number: '3.1', name: 'Date of discovery', section: FOUND, from: 'found', kind: 'day', needed: ALL },
  { number: '3.2', name: 'Place', section: FOUND, from: 'foundPlace' },
  { number: '3.3', name: 'Country of discovery', section: FOUND, from: 'foundCountry' },
  { number: '3.4', name: 'Supply chain', section: FOUND, from: 'supplyChain', kind: { oneOf: CHAINS } },
  { number: '3.5', name: 'Quantity found', section: FOUND, from: 'quantity' },
  {
    number: '3.6',
    name: 'What aroused suspicion',
    section: FOUND,
    from: 'event',
    needed: ALL,
    hint: 'without names of patients',
  },
  { number: '4.1', name: 'Laboratory results on product and packaging', section: AFTER, from: 'analysis' },
  { number: '4.2', name: 'Photographs attached', section: AFTER },
  { number: '4.3', name: 'Adverse reactions, number', section: AFTER, hint: 'never a person' },
  {
    number: '4.4',
    name: 'Action taken (quarantine, recall, public warning)',
    section: AFTER,
    from: 'actions',
    kind: 'texts',
  },
  { number: '4.5', name: 'Others who were informed', section: AFTER, from: 'informed', kind: 'texts' },
]

export const WHO_SF: FormEdition = {
  form: 'who-sf',
  edition: '2018',
  title: 'Report of a suspected substandard or falsified medical product (WHO)',
  source:
    'Information collected in the WHO Rapid Alert System (Institute of Medicine, 2013, table 3-9); WHO TRS 1010, annex 5, appendix 2 (2018)',
  days: 'yyyy-mm-dd',
  reportTypes: { initial: 'First report', 'follow-up': 'Follow-up' },
  fields: FIELDS,
}
