/** Rules of the standard that concern an event as a whole (EPCIS 2.0, section 7.4; its JSON schema; CBV 2.0). */
import type { EpcisType } from './kind.ts'
import type { EventReport } from './report.ts'
import type { Said } from './said.ts'

export function checkSaid(said: Said, report: EventReport): void {
  const { form, hasIlmd } = said
  const mayHaveIlmd = form.event === 'TransformationEvent' || (form.event === 'ObjectEvent' && form.action === 'ADD')
  if (hasIlmd && !mayHaveIlmd) {
    const words = 'ilmd is allowed only where things begin: ObjectEvent ADD and TransformationEvent'
    report.error('ILMD_NOT_ALLOWED', words, ['ilmd'], 'Give lot and expiry in the commissioning event.')
  }
  CHECKS[form.event](said, report)
}

const CHECKS: Readonly<Record<EpcisType, (said: Said, report: EventReport) => void>> = {
  ObjectEvent: checkObject,
  AggregationEvent: checkParts,
  AssociationEvent: checkParts,
  TransactionEvent: checkTransaction,
  TransformationEvent: checkTransformation,
}

function checkObject({ form, epcs, quantities, extra, where }: Said, report: EventReport): void {
  const sensed = where?.readPoint !== undefined && extra.some(([key]) => key === 'sensorElementList[]')
  if (epcs === undefined && !quantities.any && !sensed) {
    const words = 'an ObjectEvent names things in epcList or quantityList, or is a sensor reading at a readPoint'
    report.error('MISSING_FIELD', words, ['epcList'], 'Name what the event is about.')
  }
  const inferred = form.disposition === 'completeness_inferred' || form.set?.includes('completeness_inferred') === true
  if (
    form.action === 'OBSERVE' &&
    inferred &&
    epcs !== undefined &&
    epcs.packs.length > 0 &&
    epcs.containers.length > 0
  ) {
    const words = 'with completeness_inferred an ObjectEvent must not list what is inside of what it lists'
    report.warn('INFERRED_LISTED', words, ['epcList'], 'List the container only, or send an AggregationEvent.')
  }
}

function checkParts({ form, parent, children, quantities, extra }: Said, report: EventReport): void {
  const named = parent !== undefined || extra.some(([key]) => key === 'parentID')
  const needsParent = form.action !== 'OBSERVE' || form.event === 'AssociationEvent'
  if (!named && needsParent && !report.failed) {
    report.error(
      'NO_PARENT',
      'the event does not say what things are put into or taken out of',
      ['parentID'],
      'Give parentID.',
    )
  }
  const any =
    quantities.any ||
    (children !== undefined && children.packs.length + children.containers.length + children.others.length > 0)
  if (!any && form.action !== 'DELETE' && !report.failed) {
    report.error('NO_CHILDREN', 'the event names nothing that is inside', ['childEPCs'], 'Name the children.')
  }
  if (parent !== undefined && children?.containers.includes(parent) === true) {
    report.error('CYCLE', 'the container is named as inside itself', ['childEPCs'], 'Take it out of the list.')
  }
}

function checkTransaction({ form, docs, epcs, quantities }: Said, report: EventReport): void {
  // The documents may have been personal data only, and left out.
  if (docs === undefined && epcs === undefined && !quantities.any && form.action !== 'DELETE') {
    report.error('MISSING_FIELD', 'a TransactionEvent names documents and things', ['bizTransactionList'], 'Name both.')
  }
}

function checkTransformation({ inputs, outputs, quantities, extra }: Said, report: EventReport): void {
  const linked = extra.some(([key]) => key === 'transformationID')
  if ((inputs === undefined || outputs === undefined) && !quantities.any && !linked) {
    const words = 'a TransformationEvent names what went in and what came out, or has a transformationID'
    report.error('MISSING_FIELD', words, ['transformationID'], 'Name both sides, or link them.')
  }
}
