/** Elements → GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax 1.6, section 4). */
import { AI_TABLE } from './ai-table.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import {
  type AiValue,
  CANONICAL_HOST,
  canonicalLink,
  escapeSegment,
  isPrimaryKey,
  keyFault,
  keyQualifiers,
  qualifierFault,
} from './gs1-keys.ts'

/**
 * The link of an element string: the first key, its qualifiers in the order of the standard, all others behind the question mark. `stem`:
 * scheme, host and path of whoever resolves it. Faults: DL_NO_KEY, DL_ATTRIBUTE for an element that has no place in a link, and those of
 * the key and its qualifiers.
 */
export function formatDigitalLink(elements: readonly AiValue[], stem: string = CANONICAL_HOST): Parsed<string> {
  const key = elements.find((one) => isPrimaryKey(one.ai))
  if (key === undefined)
    return bad(fault('DL_NO_KEY', 'no element is a key that a Digital Link can begin with', 'link'))
  const others = elements.filter((one) => one !== key)
  const qualifiers = qualifiersAmong(key, others)
  const attributes = others.filter((one) => !qualifiers.includes(one))
  const faults: (CodeFault | undefined)[] = [
    keyFault(key.ai, key.value),
    ...qualifiers.map((one) => qualifierFault(one.ai, one.value)),
    ...attributes.map(attributeFault),
  ]
  const found = faults.filter((one) => one !== undefined)
  if (found.length > 0) return bad(...found)
  const query = attributes.map(({ ai, value }) => `${ai}=${escapeSegment(value)}`).join('&')
  const path = canonicalLink({ ...key, qualifiers }, stem.endsWith('/') ? stem.slice(0, -1) : stem)
  return good(query === '' ? path : `${path}?${query}`)
}

/** Those of the alternative that uses most of them: a GTIN has either variant, lot and serial, or a third party's serial. */
function qualifiersAmong(key: AiValue, others: readonly AiValue[]): readonly AiValue[] {
  let best: readonly AiValue[] = []
  for (const order of keyQualifiers(key.ai) ?? []) {
    const found = order.map((ai) => others.find((one) => one.ai === ai)).filter((one) => one !== undefined)
    if (found.length > best.length) best = found
  }
  return best
}

function attributeFault({ ai, value }: AiValue): CodeFault | undefined {
  if (AI_TABLE.get(ai)?.attribute === true) return undefined
  return fault('DL_ATTRIBUTE', `AI (${ai}) ${quote(value)} has no place in a Digital Link of this key`, `ai(${ai})`)
}
