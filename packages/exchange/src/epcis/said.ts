/** One EPCIS event → checked values. Everything wrong with it goes to the report, not only the first fault. */
import type { DocRef, Time, Trade, Where } from '@packtrail/protocol'
import { personOfId } from '../privacy.ts'
import { type Ilmd, type Quantities, readIlmd, readQuantities } from './classes.ts'
import { type ErrorDeclaration, readError } from './declaration.ts'
import { readExtensions, readStandardExtras } from './extensions.ts'
import type { ItemReader, Items } from './items.ts'
import { ACTIONS, type Action, type EpcisType, type Form } from './kind.ts'
import type { OwnFields } from './own.ts'
import { listOf, objectOf, type RawEvent, type Reading, textOf, wordOf } from './reading.ts'
import type { EventReport } from './report.ts'
import { readDocs, readTrade, readWhere } from './trade.ts'
import { readWhen } from './when.ts'

export interface Said {
  readonly form: Form
  readonly when: Time | undefined
  readonly epcs: Items | undefined
  readonly parent: string | undefined
  readonly children: Items | undefined
  readonly inputs: Items | undefined
  readonly outputs: Items | undefined
  readonly quantities: Quantities
  readonly where: Where | undefined
  readonly trade: Trade | undefined
  readonly docs: readonly DocRef[] | undefined
  readonly hasIlmd: boolean
  readonly ilmd: Ilmd
  readonly error: ErrorDeclaration | undefined
  readonly own: OwnFields | undefined
  /** Unsorted. */
  readonly extra: Reading['extra']
}

export function readSaid(event: EpcisType, raw: RawEvent, reader: ItemReader, report: EventReport): Said {
  const extra: Reading['extra'] = []
  const own = readExtensions(raw, extra, report)
  const reading: Reading = { raw, reader, report, extra, own }
  readStandardExtras(reading)
  return {
    form: readForm(event, raw, report),
    when: readWhen(reading),
    epcs: reader.items(raw['epcList'], 'epcList', report),
    parent: readParent(reading),
    children: reader.items(raw['childEPCs'], 'childEPCs', report),
    inputs: reader.items(raw['inputEPCList'], 'inputEPCList', report),
    outputs: reader.items(raw['outputEPCList'], 'outputEPCList', report),
    quantities: readQuantities(reading),
    where: readWhere(reading),
    trade: readTrade(reading),
    docs: readDocs(reading),
    hasIlmd: raw['ilmd'] !== undefined,
    ilmd: readIlmd(reading),
    error: raw['errorDeclaration'] === undefined ? undefined : readError(reading),
    own,
    extra,
  }
}

function readForm(event: EpcisType, raw: RawEvent, report: EventReport): Form {
  const action = event === 'TransformationEvent' ? undefined : readAction(raw['action'], report)
  const step = wordOf('bizstep', raw['bizStep'], 'bizStep', report)
  const disposition = wordOf('disp', raw['disposition'], 'disposition', report)
  const form: { -readonly [K in keyof Form]: Form[K] } = { event }
  if (action !== undefined) form.action = action
  if (step !== undefined) form.step = step
  if (disposition !== undefined) form.disposition = disposition
  const persistent = raw['persistentDisposition']
  return persistent === undefined ? form : { ...form, ...readPersistent(persistent, report) }
}

function readAction(value: unknown, report: EventReport): Action | undefined {
  const text = textOf(value, 'action', report)
  const action = ACTIONS.find((one) => one === text)
  if (action === undefined) {
    const code = text === undefined ? 'MISSING_FIELD' : 'BAD_WORD'
    report.error(code, 'action must be ADD, OBSERVE or DELETE', ['action'], 'Say what the event does.')
  }
  return action
}

function readPersistent(value: unknown, report: EventReport): Pick<Form, 'set' | 'unset'> {
  const persistent = objectOf(value, 'persistentDisposition', report)
  if (persistent === undefined) return {}
  const words = (name: 'set' | 'unset'): readonly string[] =>
    listOf(persistent[name], name, report)
      .flatMap((one) => wordOf('disp', one, 'persistentDisposition', report) ?? [])
      .sort()
  const set = words('set')
  const unset = words('unset')
  return { ...(set.length === 0 ? {} : { set }), ...(unset.length === 0 ? {} : { unset }) }
}

/** The container; another thing or a place is kept as text. */
function readParent({ raw, reader, extra, own, report }: Reading): string | undefined {
  const value = raw['parentID']
  if (value === undefined || value === null) {
    return own?.parent === undefined ? undefined : reader.container(own.parent, 'parentID', report)
  }
  const parent = reader.container(value, 'parentID', report)
  if (parent === undefined && typeof value === 'string' && personOfId(value) === undefined)
    extra.push(['parentID', value.trim()])
  return parent
}
