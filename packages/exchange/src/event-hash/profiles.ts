/**
 * The public variants of the event hash, as data. All of them call themselves CBV 2.0 (pages 95 and 96), and rarely two agree: see
 * docs/reference/event-hash.md for what was compared with what.
 */
import type { Rounding } from './moment.ts'
import { javaNumber, pythonNumber, scriptNumber } from './numbers.ts'
import type { HashNode } from './tree.ts'

/** `doc`: the published description · `py`: the reference program · `oe20`, `oe21`: OpenEPCIS in its two modes · `js`: epcis2.js. */
export const HASH_PROFILES = ['doc', 'py', 'oe20', 'oe21', 'js'] as const
export type HashProfile = (typeof HASH_PROFILES)[number]

/** How a parent is named before an extension that is written behind everything else. */
export type LiftedName = 'once' | 'each' | 'none'

export interface ProfileRules {
  /** What follows `?ver=`. */
  readonly version: string
  /** Standard fields of the event in their order. Those that stand in no list come behind, sorted with the extensions. */
  readonly order: readonly string[]
  /** Standard fields that are not hashed. */
  readonly ignored: readonly string[]
  /** In bizTransactionList, sourceList and destinationList: `type` stands before the value. */
  readonly typeFirst: boolean
  /** Whether extensions inside of a standard field stand behind that field, among these children of it. */
  readonly inPlace: (name: string, siblings: readonly HashNode[]) => boolean
  /** Standard fields whose name is not written, only what is in them. */
  readonly unwritten: readonly string[]
  readonly liftedName: (name: string) => LiftedName
  /** Lifted extensions stand in the order of their fields, before the others; else all are sorted. */
  readonly liftedInOrder: boolean
  readonly rounding: Rounding
  /** Also texts of extensions are times when they look like one. */
  readonly timesAnywhere: boolean
  readonly number: (text: string) => string
  /** Numbers of JSON are written as they are, only texts are rewritten. */
  readonly keepsNumbers: boolean
  /** What is written of an extension without text and children. */
  readonly empty: 'nothing' | 'name' | 'assigned'
  readonly prefixedValues: boolean
  /** Vocabulary written as URN in JSON becomes a web address, as it does for all from XML. */
  readonly urnWords: boolean
}

const BEGIN = ['eventTime', 'eventTimeZoneOffset'] as const
const LISTS = ['inputEPCList', 'childEPCs', 'quantityList', 'childQuantityList', 'inputQuantityList'] as const
const MIDDLE = [
  ...LISTS,
  ...(['outputEPCList', 'outputQuantityList', 'action', 'transformationID', 'bizStep', 'disposition'] as const),
  ...(['persistentDisposition', 'readPoint', 'bizLocation'] as const),
] as const
const WHY = ['bizTransactionList', 'sourceList', 'destinationList'] as const

const DOCUMENTED = [...BEGIN, 'epcList', 'parentID', ...MIDDLE, ...WHY, 'sensorElementList', 'ilmd']
const CERTIFIED = [...BEGIN, 'certificationInfo', ...DOCUMENTED.slice(BEGIN.length)]

const ONCE = (): LiftedName => 'once'
const ALWAYS = (): boolean => true
const NEVER = (): boolean => false

const DOC: ProfileRules = {
  version: 'CBV2.0',
  order: DOCUMENTED,
  ignored: ['certificationInfo'],
  typeFirst: false,
  inPlace: ALWAYS,
  unwritten: [],
  liftedName: ONCE,
  liftedInOrder: false,
  rounding: 'half-up',
  timesAnywhere: false,
  number: pythonNumber,
  keepsNumbers: false,
  empty: 'nothing',
  prefixedValues: true,
  urnWords: true,
}

const PY: ProfileRules = {
  ...DOC,
  // The reference sorts what stands here in no list by its text: bizTransactionList, destinationList, ilmd, sourceList.
  order: [...BEGIN, 'certificationInfo', 'parentID', 'epcList', ...MIDDLE, 'sensorElementList'],
  ignored: [],
  typeFirst: true,
  // It knows a namespace by its final slash, and passes over an only child.
  inPlace: (name, siblings) =>
    name.includes('/}') && siblings.length > 1 && !siblings.some((one) => /eventTime|action/.test(one.name)),
  rounding: 'half-even',
  empty: 'name',
}

const OE21: ProfileRules = {
  ...DOC,
  version: 'CBV2.1',
  typeFirst: true,
  rounding: 'cut',
  number: javaNumber,
  empty: 'name',
}

const OE20: ProfileRules = {
  ...OE21,
  version: 'CBV2.0',
  inPlace: NEVER,
  unwritten: ['sensorElementList'],
  liftedName: (name) => (name === 'sensorElementList' ? 'none' : 'once'),
  liftedInOrder: true,
}

const JS: ProfileRules = {
  ...DOC,
  order: CERTIFIED,
  ignored: [],
  typeFirst: true,
  inPlace: NEVER,
  liftedName(name) {
    if (name === 'quantityElement' || name === 'bizTransaction' || name === 'source' || name === 'destination')
      return 'each'
    return name.endsWith('List') && name !== 'sensorElementList' ? 'none' : 'once'
  },
  rounding: 'cut',
  timesAnywhere: true,
  number: scriptNumber,
  keepsNumbers: true,
  empty: 'assigned',
  prefixedValues: false,
  urnWords: false,
}

export const PROFILES: Readonly<Record<HashProfile, ProfileRules>> = {
  doc: DOC,
  py: PY,
  oe20: OE20,
  oe21: OE21,
  js: JS,
}
