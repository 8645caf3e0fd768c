/**
 * A refused act, as the ledger recorded it (docs/adr/0003). It changes nothing, but it is evidence: that somebody came with a
 * pack that had been sold already is the finding, whether or not he was stopped.
 */
import { type Act, type Target, targetsOf } from './act.ts'
import { CATALOGUE, FINDING_CODES, type FindingCode } from './catalogue.ts'
import type { Params } from './finding.ts'

export function attempt(act: Act): void {
  const { code = '?', undoes } = act.event.detail
  const known = FINDING_CODES.find((one) => one === code)
  const raised: FindingCode = known !== undefined && CATALOGUE[known].alarm ? known : 'ATTEMPT_REFUSED'
  const name = undoes ?? 'act'
  let named = false
  for (const target of targetsOf(act)) {
    named = true
    act.find(raised, target.id, [target.state.statusAt], {
      ...NOT_RECORDED,
      ...paramsOf(act, target),
      act: name,
      code,
      stopped: 1,
    })
  }
  if (!named) act.find('ATTEMPT_REFUSED', undefined, [], { act: name, code, stopped: 1 })
}

/** What the record of a refusal does not keep, in words that fit the sentences of the catalogue. */
const NOT_RECORDED = { printed: 'another date', lot: 'another', units: 'Too many', of: 'fewer', count: 1 } as const

function paramsOf({ event }: Act, { id, serial, state, batch }: Target): Params {
  const known = {
    item: id,
    first: state.statusAt,
    status: state.status,
    serial,
    actual: batch?.lot,
    expiry: batch?.expiry,
    holder: state.holder,
    party: event.who?.agent,
  }
  const params: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(known)) if (value !== undefined) params[key] = value
  return params
}
