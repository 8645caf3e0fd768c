/** The type of a bill as its event says it: by its name, and by the direction beside it. */
import type { Outbox } from '../outbox.ts'
import { type BillType, billTypeOf } from './bill-types.ts'

export function typeOfEvent(
  {
    name,
    action,
    line,
    path,
  }: { readonly name: string; readonly action: string; readonly line: number; readonly path: string },
  out: Outbox,
): BillType {
  const known = billTypeOf(name)
  if (known !== undefined) {
    const said = /(in|out)$/i.exec(action.trim())?.[1]?.toLowerCase()
    if (said === undefined || (said === 'in') === (known.direction === 'in')) return known
    const message = `MainAction «${action.trim().slice(0, 40)}» contradicts the bill type ${known.number} (${known.name}): the type counts`
    out.warn({ code: 'BILL_DIRECTION', message, line, path, remedy: 'Correct MainAction, or the name of the event.' })
    return known
  }
  const message = `«${name.slice(0, 40)}» is no known bill type: the goods are seen, not moved`
  out.warn({ code: 'UNKNOWN_BILL_TYPE', message, line, path, remedy: 'Use a type of the platform.' })
  const direction = action.toLowerCase().includes('out') ? 'out' : 'in'
  return { number: name.slice(0, 40), name, direction, type: 'observe' }
}
