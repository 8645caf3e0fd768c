/** Form FDA 3911, Drug Notification (FD&C Act, section 582): illegitimate product, or product at high risk of it. */
import type { FormEdition, FormField } from './field.ts'

export type Fda3911Type = 'initial' | 'follow-up' | 'termination'
/** Field 5. */
export type Fda3911Class = 'counterfeit' | 'diverted' | 'stolen' | 'adulterated' | 'unfit' | 'fraudulent'

export interface Fda3911 {
  readonly form: 'fda-3911'
  readonly reportType: Fda3911Type
  /** Given by FDA in answer to the initial notification. */
  readonly incidentNumber?: string
  /** `YYYY-MM-DD`. */
  readonly initialNotification?: string
  /** When the company determined that the product is illegitimate, with offset (RFC 3339): the 24 hours begin here. */
  readonly determined?: string
  readonly classification?: Fda3911Class
  readonly productName?: string
  readonly ingredients?: string
  readonly drugUse?: string
  readonly drugDescription?: string
  readonly strength?: string
  readonly dosageForm?: string
  /** Number and unit. */
  readonly quantity?: string
  /** With hyphens. */
  readonly ndc?: string
  readonly serials?: readonly string[]
  readonly lots?: readonly string[]
  /** `YYYY-MM-DD` each. */
  readonly expiries?: readonly string[]
  /** What was found, without names of patients. */
  readonly event?: string
  /** Why the notification is no longer necessary. */
  readonly ended?: string
  readonly otherReports?: readonly string[]
  readonly companyName?: string
  readonly companyAddress?: readonly string[]
  readonly companyCategory?: string
  readonly facilityId?: string
}

const CLASSES: Readonly<Record<Fda3911Class, string>> = {
  counterfeit: 'Counterfeit',
  diverted: 'Diverted',
  stolen: 'Stolen',
  adulterated: 'Intentional adulteration',
  unfit: 'Unfit for distribution',
  fraudulent: 'Fraudulent transaction',
}

const LATER = ['follow-up', 'termination']
const ALL = ['initial', 'follow-up', 'termination']
const REPORT = 'Report'
const PRODUCT = 'Description of Product'
const COMPANY = 'Company/Facility Information'

const FIELDS: readonly FormField[] = [
  { number: '2', name: 'Incident Number', section: REPORT, from: 'incidentNumber', needed: LATER, notFor: ['initial'] },
  { number: '3', name: 'Date of Initial Notification', section: REPORT, from: 'initialNotification', kind: 'day' },
  {
    number: '4',
    name: 'Date Company Determined Product Was Illegitimate',
    section: REPORT,
    from: 'determined',
    kind: 'time',
    needed: ALL,
  },
  {
    number: '5',
    name: 'Classification of Notification',
    section: REPORT,
    from: 'classification',
    kind: { oneOf: CLASSES },
    needed: ALL,
  },
  { number: '6', name: 'Name of Product as It Appears on Label', section: PRODUCT, from: 'productName', needed: ALL },
  { number: '7', name: 'Primary Ingredient(s) (if known)', section: PRODUCT, from: 'ingredients' },
  { number: '8', name: 'Drug Use', section: PRODUCT, from: 'drugUse' },
  { number: '9', name: 'Drug Description', section: PRODUCT, from: 'drugDescription' },
  { number: '10', name: 'Strength of Drug', section: PRODUCT, from: 'strength' },
  { number: '11', name: 'Dosage Form', section: PRODUCT, from: 'dosageForm' },
  { number: '12', name: 'Quantity of Drug (Number and Unit)', section: PRODUCT, from: 'quantity' },
  { number: '13', name: 'NDC Number (if applicable)', section: PRODUCT, from: 'ndc' },
  { number: '14', name: 'Serial Number (if applicable)', section: PRODUCT, from: 'serials', kind: 'texts' },
  { number: '15', name: 'Lot Number(s)', section: PRODUCT, from: 'lots', kind: 'texts' },
  { number: '16', name: 'Expiration Date(s)', section: PRODUCT, from: 'expiries', kind: 'days' },
  {
    number: '17',
    name: 'For Notification: Description of Event/Issue',
    section: 'Event',
    from: 'event',
    needed: ['initial', 'follow-up'],
    hint: 'without names of patients',
  },
  {
    number: '18',
    name: 'For Request for Termination of Notification: Description of why notification is no longer necessary',
    section: 'Event',
    from: 'ended',
    needed: ['termination'],
    notFor: ['initial'],
  },
  {
    number: '19',
    name: 'Information submitted to FDA through an alternative mechanism (BPDR, FAR, MedWatch 3500, MedWatch 3500A, None, Other)',
    section: 'Event',
    from: 'otherReports',
    kind: 'texts',
  },
  { number: '20', name: 'Company Name', section: COMPANY, from: 'companyName', needed: ALL },
  { number: '20', name: 'Company Address', section: COMPANY, from: 'companyAddress', kind: 'texts' },
  { number: '21', name: 'Company Category', section: COMPANY, from: 'companyCategory' },
  { number: '22', name: 'Unique Facility Identifier', section: COMPANY, from: 'facilityId' },
  { number: '23', name: 'Contact Information (name, telephone, e-mail)', section: COMPANY },
]

export const FDA_3911: FormEdition = {
  form: 'fda-3911',
  edition: '2015-08',
  title: 'Form FDA 3911: Drug Notification',
  source:
    'FORM FDA 3911 (8/15) and its instruction supplement, OMB 0910-0806; a draft of 2025 puts «Geographic Location of Incident» in as 3',
  days: 'mm/dd/yyyy',
  reportTypes: {
    initial: 'Initial Notification',
    'follow-up': 'Follow-up Notification',
    termination: 'Request for Termination',
  },
  fields: FIELDS,
}

/** Notify FDA and the immediate trading partners within 24 hours (FD&C Act, section 582(b)(4)(B)(ii)). */
export const FDA_3911_HOURS = 24
