/** Error declarations: an event with the fields of an earlier one that takes it back (EPCIS 2.0, section 7.4.1.2). */
import type { Time } from '@packtrail/protocol'
import { readDateTime } from '../time.ts'
import { readInner } from './extensions.ts'
import { listOf, objectOf, type Reading, textOf, wordOf } from './reading.ts'

export interface ErrorDeclaration {
  readonly when?: Time
  readonly reason?: string
  readonly extra: Reading['extra']
}

export function readError({ raw, report }: Reading): ErrorDeclaration | undefined {
  const error = objectOf(raw['errorDeclaration'], 'errorDeclaration', report)
  if (error === undefined) return undefined
  const extra: Reading['extra'] = []
  const text = textOf(error['declarationTime'], ['errorDeclaration', 'declarationTime'], report)
  const time = text === undefined ? undefined : readDateTime(text)
  if (time?.offset === undefined) {
    const remedy = 'Say when the error was declared, with offset.'
    report.error('BAD_TIME', 'declarationTime is missing or no time with offset', ['errorDeclaration'], remedy)
  }
  const reason = wordOf('er', error['reason'], 'errorDeclaration', report)
  const ids = listOf(error['correctiveEventIDs'], 'correctiveEventIDs', report).filter((id) => typeof id === 'string')
  if (ids.length > 0) extra.push(['correctiveEventIDs[]', JSON.stringify(ids.map((id) => id.trim()).sort())])
  if (ids.length > 0 && reason === 'did_not_occur') {
    const words = 'an event that did not occur cannot be corrected by others'
    report.error('CORRECTIVE_IDS', words, ['errorDeclaration', 'correctiveEventIDs'], 'Leave correctiveEventIDs out.')
  }
  readInner(error, ['declarationTime', 'reason', 'correctiveEventIDs'], 'errorDeclaration', extra, report)
  return {
    ...(time?.offset === undefined ? {} : { when: { ms: time.ms, offset: time.offset, precision: 'ms' } as const }),
    ...(reason === undefined ? {} : { reason }),
    extra,
  }
}
