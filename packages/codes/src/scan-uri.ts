/** Reads EPC URNs and GS1 Digital Links into named fields. */
import { AI_TABLE } from './ai-table.ts'
import { parseDigitalLink } from './digital-link.ts'
import { checkElements } from './element-string.ts'
import { readEpc } from './epc.ts'
import { type CodeFault, type Problem, problem, quote } from './fault.ts'
import type { AiValue } from './gs1-keys.ts'
import type { Gtin, PackId } from './identity.ts'
import { isContainerId, isPackId } from './items.ts'
import type { CodeFields } from './parsed-code.ts'
import { gs1Reading, type Reading } from './reading.ts'

function errors(faults: readonly CodeFault[]): readonly Problem[] {
  return faults.map((one) => ({ ...one, severity: 'error' as const }))
}

export function readUrn(body: string): Reading {
  const read = readEpc(body)
  if (!read.ok) return { scheme: 'epc-urn', fields: {}, problems: errors(read.faults) }
  const { item, class: named, place, gcpLength, form } = read.value
  if (form !== 'urn') {
    const words = `${quote(body)} is a URN, but no EPC`
    return { scheme: 'unknown', fields: {}, problems: [problem('error', 'CODE_UNKNOWN', words)] }
  }
  const length = gcpLength === undefined ? {} : { gcpLength }
  if (item !== undefined && isPackId(item))
    return { scheme: 'epc-urn', fields: { ...packFields(item), ...length }, problems: [] }
  if (item !== undefined && isContainerId(item)) {
    const sscc = item.startsWith('sscc:') ? { sscc: item.slice(5) } : {}
    return { scheme: 'epc-urn', fields: { container: item, ...sscc, ...length }, problems: [] }
  }
  if (named !== undefined && !named.startsWith('uri:')) {
    const gtin = named.slice(0, 14) as Gtin
    const lot = named.length > 15 ? { lot: named.slice(15) } : {}
    return { scheme: 'epc-urn', fields: { gtin, product: gtin, ...lot, ...length }, problems: [] }
  }
  return { scheme: 'epc-urn', fields: place === undefined ? length : { place, ...length }, problems: [] }
}

function packFields(pack: PackId): CodeFields {
  const gtin = pack.slice(0, 14) as Gtin
  return { pack, gtin, product: gtin, serial: pack.slice(15) }
}

/** A Digital Link; `isLink` is false for an address that holds no GS1 key at all. */
export function readLink(body: string, referenceYear: number): { readonly isLink: boolean; readonly reading: Reading } {
  const link = parseDigitalLink(body)
  if (!link.ok) {
    const isLink = link.faults.some((one) => one.code !== 'DL_NO_KEY' && one.code !== 'DL_NOT_HTTP')
    return { isLink, reading: { scheme: 'digital-link', fields: {}, problems: errors(link.faults) } }
  }
  const { key, attributes } = link.value
  const pairs = [{ ai: key.ai, value: key.value }, ...key.qualifiers]
  const allowed = attributes.filter((one) => AI_TABLE.get(one.ai)?.attribute !== false)
  const problems = attributes.filter((one) => !allowed.includes(one)).map(misplaced)
  const read = checkElements([...pairs, ...allowed], referenceYear)
  return { isLink: true, reading: { ...gs1Reading(read, referenceYear, problems), scheme: 'digital-link' } }
}

/** A serial or another qualifier behind the question mark is not part of the key, whoever put it there. */
function misplaced({ ai, value }: AiValue): Problem {
  const words = `?${ai}=${quote(value)} may only stand in the path of a Digital Link: not read`
  return problem('warn', 'DL_ATTRIBUTE', words, `ai(${ai})`)
}
