/** Reads an IFA envelope into named fields. */
import { isGtin } from './check-digits.ts'
import { readDate } from './dates.ts'
import { parseElementString } from './element-string.ts'
import { problem, quote } from './fault.ts'
import type { Gtin, PackId, Product } from './identity.ts'
import { type EnvelopePart, parseDiFields, ppnOfPzn, pznOfGtin, pznOfPpn, readEnvelope } from './ifa.ts'
import type { CodeFields, NationalNumber } from './parsed-code.ts'
import { gs1Reading, type Reading } from './reading.ts'

export function readIfa(body: string, referenceYear: number): Reading {
  const envelope = readEnvelope(body)
  if (envelope === undefined) {
    const words = 'the envelope «[)>» is broken: its separators got lost'
    return { scheme: 'ifa', fields: {}, problems: [problem('error', 'ENVELOPE', words)] }
  }
  const readings = envelope.parts
    .filter((part) => part.format === '05' || part.format === '06')
    .map((part) => (part.format === '05' ? readFormat05(part, referenceYear) : readFormat06(part, referenceYear)))
  const [first, second] = readings
  const packs = new Set(readings.map((one) => one.fields.pack))
  if (first === undefined) return { scheme: 'ifa', fields: {}, problems: envelope.problems }
  const problems = [...envelope.problems, ...readings.flatMap((one) => one.problems)]
  if (second === undefined) return { ...first, problems }
  if (sameInTwoSchemes(readings)) {
    const words = 'the symbol names one pack in two schemes, with the same PZN and serial'
    return { ...first, problems: [...problems, problem('info', 'TWO_SCHEMES', words)] }
  }
  if (packs.size === 1) return { ...first, fields: { ...second.fields, ...first.fields }, problems }
  const words = 'the symbol names two packs in two schemes: which one counts cannot be told'
  return { scheme: first.scheme, fields: {}, problems: [...problems, problem('error', 'TWO_CODES', words)] }
}

/** A PPN in format 06 and its NTIN in format 05: the PZN inside and the serial are the same. */
function sameInTwoSchemes(readings: readonly Reading[]): boolean {
  const keys = readings.map(({ fields }) => {
    const pzn = fields.nationalNumbers?.find((one) => one.source !== 'ai')?.number
    return fields.pack === undefined || pzn === undefined ? undefined : `${pzn}/${fields.serial}`
  })
  return (
    keys[0] !== undefined && keys.every((one) => one === keys[0]) && new Set(readings.map((one) => one.scheme)).size > 1
  )
}

function readFormat05(part: EnvelopePart, referenceYear: number): Reading {
  return gs1Reading(parseElementString(part.data, referenceYear), referenceYear)
}

function readFormat06(part: EnvelopePart, referenceYear: number): Reading {
  const { fields: diFields, problems } = parseDiFields(part.data, referenceYear)
  const value = (di: string): string | undefined => diFields.find((one) => one.di === di)?.value
  const [ppn, serial, lot, date] = [value('9N'), value('S'), value('1T'), value('D')]
  const gtinText = value('8P')
  const gtin = gtinText !== undefined && isGtin(gtinText) ? (gtinText.padStart(14, '0') as Gtin) : undefined
  const product = ppn === undefined ? gtin : (`ppn:${ppn}` as Product)
  const pzn = ppn === undefined ? undefined : pznOfPpn(ppn)
  const isAmbiguous = problems.some((one) => one.code === 'DI_REPEATED' || one.code === 'DI_VALUE')
  const expiry = date === undefined ? undefined : readDate(date, referenceYear)
  const fields: CodeFields = {
    ...(product === undefined ? {} : { product }),
    ...(gtin === undefined ? {} : { gtin }),
    ...(product === undefined || serial === undefined || isAmbiguous ? {} : { pack: `${product}/${serial}` as PackId }),
    ...(serial === undefined ? {} : { serial }),
    ...(lot === undefined ? {} : { lot }),
    ...(expiry === undefined ? {} : { expiry }),
    nationalNumbers: nationalNumbers(pzn, gtin),
    diFields,
  }
  const both = pzn === undefined || gtin === undefined ? undefined : pznOfGtin(gtin)
  if (both !== undefined && both !== pzn) {
    const words = `PPN and NTIN of the symbol hold two PZNs, ${quote(pzn ?? '')} and ${quote(both)}`
    return { scheme: 'ifa', fields, problems: [...problems, problem('error', 'NATIONAL_NUMBER_DIFFERS', words)] }
  }
  const missing = product === undefined && !problems.some((one) => one.severity === 'error')
  const noProduct = problem('error', 'BAD_PPN', 'there is no product code (9N or 8P) in the symbol', 'product')
  return { scheme: 'ifa', fields, problems: missing ? [...problems, noProduct] : problems }
}

function nationalNumbers(pzn: string | undefined, gtin: Gtin | undefined): readonly NationalNumber[] {
  const inGtin = gtin === undefined ? undefined : pznOfGtin(gtin)
  const found: NationalNumber[] = []
  if (pzn !== undefined) found.push({ country: 'DE', kind: 'PZN', number: pzn, source: 'ppn' })
  if (inGtin !== undefined) found.push({ country: 'DE', kind: 'PZN', number: inGtin, source: 'ntin' })
  return found
}

/**
 * A PZN by itself, as German packs have it in Code 39 behind a minus, or in print behind the word; seven digits are an older one without its
 * zero. Names a product, never a pack (IFA, PZN in Code 39). `undefined` for what is none.
 */
export function readPzn(body: string): Reading | undefined {
  const [, digits = ''] = /^(?:-|PZN[ :-]{0,3})([0-9]{7,8})$/i.exec(body) ?? []
  if (digits === '') return undefined
  const pzn = digits.padStart(8, '0')
  const ppn = ppnOfPzn(pzn)
  if (ppn === undefined) {
    const words = `the check digit of PZN ${quote(digits)} is wrong`
    return { scheme: 'ifa', fields: {}, problems: [problem('error', 'BAD_PZN', words, 'product')] }
  }
  const nationalNumbers: readonly NationalNumber[] = [{ country: 'DE', kind: 'PZN', number: pzn, source: 'pzn' }]
  return { scheme: 'ifa', fields: { product: `ppn:${ppn}` as Product, nationalNumbers }, problems: [] }
}
