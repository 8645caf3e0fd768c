/** What a document could not say in the way its form has for it. */

import type { WrittenEvent } from './epcis-event.ts'

export const LOSS_CODES = [
  'OWN_FIELD',
  'EXTENSION',
  'CHARACTERS',
  'NOT_WRITTEN',
  'EMPTY',
  'DIGITAL_LINK',
  'REFORMED',
] as const
/**
 * `OWN_FIELD`: stands in Packtrail's own namespace, which only Packtrail reads · `EXTENSION`: stands where the form allows anything and
 * few programs look · `CHARACTERS`: held characters that XML does not have, which were replaced by U+FFFD · `NOT_WRITTEN`: is gone, for
 * the form has no place for it · `EMPTY`: the form asks for it and nobody said it · `DIGITAL_LINK`: holds GS1 Digital Links, which few
 * readers of EPCIS 1.2 know, because the company prefix that an EPC URN needs was not given. · `REFORMED`: an extension
 * that is written in another form than it had: numbers, truth values, nothing and lists of JSON in XML, attributes and text between elements of XML.
 */
export type LossCode = (typeof LOSS_CODES)[number]

export interface Loss {
  readonly code: LossCode
  /** Which event of those that were given, counted from 0. */
  readonly event: number
  /** A field of EPCIS, or a key of `extra`. */
  readonly field: string
}

/** Fields of EPCIS 2.0 that 1.2 holds in extensions only. */
const LATE = ['sensorElementList', 'persistentDisposition', 'certificationInfo'] as const

export function tellLosses(
  { members, own, reformed }: WrittenEvent,
  event: number,
  format: 'epcis2-json' | 'epcis2-xml' | 'epcis12-xml',
  { onLoss }: { readonly onLoss?: (loss: Loss) => void },
): void {
  if (onLoss === undefined) return
  for (const field of own) onLoss({ code: 'OWN_FIELD', event, field })
  for (const field of reformed) onLoss({ code: 'REFORMED', event, field })
  if (format !== 'epcis12-xml') return
  for (const field of LATE) if (members[field] !== undefined) onLoss({ code: 'EXTENSION', event, field })
  if (members['type'] === 'AssociationEvent') onLoss({ code: 'EXTENSION', event, field: 'type' })
}
