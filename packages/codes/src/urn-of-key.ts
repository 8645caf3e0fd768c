/** GS1 keys → EPC URNs, all schemes that EPCIS uses (TDS 2.1, section 6). The length of the company prefix must be known. */
import { encodeUrnField } from './epc-urn.ts'
import { bad, fault, good, type Parsed, quote } from './fault.ts'
import type { Gs1Key } from './gs1-keys.ts'

/** Schemes whose serial stands in the key itself, behind prefix, type and check digit. */
const WITH_SERIAL: Readonly<Record<string, readonly [scheme: string, from: number]>> = {
  '8003': ['grai', 1],
  '253': ['gdti', 0],
  '255': ['sgcn', 0],
}

/** Prefix and reference of one row of digits with a check digit at its end. */
const WHOLE: Readonly<Record<string, string>> = { '402': 'gsin', '417': 'pgln', '8017': 'gsrnp', '8018': 'gsrn' }

/** Prefix and a reference of free text. */
const FREE: Readonly<Record<string, string>> = { '401': 'ginc', '8004': 'giai', '8010': 'cpi' }

/**
 * `urn:epc:id:…` of a key that names one thing, `urn:epc:class:lgtin:…` of a GTIN with lot, `urn:epc:idpat:….*` of a class without serial.
 * A consumer product variant (AI 22) has no place in a URN. Faults: URN_NOT_POSSIBLE for a key without scheme.
 */
export function keyToUrn(key: Gs1Key, gcpLength: number): Parsed<string> {
  const { ai, value } = key
  const serial = (qualifier: string): string | undefined => key.qualifiers.find((one) => one.ai === qualifier)?.value
  if (ai === '01') return good(tradeItem(value, serial, gcpLength))
  if (ai === '00') return good(`urn:epc:id:sscc:${led(value, gcpLength)}`)
  if (ai === '8006') return good(pieces(value, serial('21'), gcpLength))
  if (ai === '414') {
    return good(`urn:epc:id:sgln:${cut(value.slice(0, 12), gcpLength)}.${encodeUrnField(serial('254') ?? '0')}`)
  }
  const withSerial = WITH_SERIAL[ai]
  if (withSerial !== undefined) {
    const [scheme, from] = withSerial
    return good(withTail(scheme, cut(value.slice(from, from + 12), gcpLength), value.slice(from + 13)))
  }
  const whole = WHOLE[ai]
  if (whole !== undefined) return good(`urn:epc:id:${whole}:${cut(value.slice(0, -1), gcpLength)}`)
  const free = FREE[ai]
  if (free === undefined || value.length <= gcpLength) {
    return bad(fault('URN_NOT_POSSIBLE', `AI (${ai}) ${quote(value)} has no EPC URN`, 'epc'))
  }
  const text = `${value.slice(0, gcpLength)}.${encodeUrnField(value.slice(gcpLength))}`
  return good(ai === '8010' ? withTail(free, text, serial('8011') ?? '') : `urn:epc:id:${free}:${text}`)
}

function tradeItem(gtin: string, serial: (ai: string) => string | undefined, gcpLength: number): string {
  const item = led(gtin, gcpLength)
  const [own, foreign, lot] = [serial('21'), serial('235'), serial('10')]
  if (own !== undefined) return `urn:epc:id:sgtin:${item}.${encodeUrnField(own)}`
  if (foreign !== undefined) return `urn:epc:id:upui:${item}.${encodeUrnField(foreign)}`
  return lot === undefined ? `urn:epc:idpat:sgtin:${item}.*` : `urn:epc:class:lgtin:${item}.${encodeUrnField(lot)}`
}

function pieces(value: string, serial: string | undefined, gcpLength: number): string {
  const item = `${led(value.slice(0, 14), gcpLength)}.${value.slice(14, 16)}.${value.slice(16)}`
  return withTail('itip', item, serial ?? '')
}

function withTail(scheme: string, head: string, tail: string): string {
  return tail === '' ? `urn:epc:idpat:${scheme}:${head}.*` : `urn:epc:id:${scheme}:${head}.${encodeUrnField(tail)}`
}

function cut(digits: string, gcpLength: number): string {
  return `${digits.slice(0, gcpLength)}.${digits.slice(gcpLength)}`
}

/** Indicator or extension digit, prefix, reference, check digit → `GCP.DIGIT+REFERENCE`. */
function led(key: string, gcpLength: number): string {
  return `${key.slice(1, 1 + gcpLength)}.${key.charAt(0)}${key.slice(1 + gcpLength, -1)}`
}
