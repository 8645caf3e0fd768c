/** What `parse` answers: for programs as JSON, for people as words. */
import { formatPack, type ParsedCode } from '@packtrail/codes'
import { type Paint, visible } from './paint.ts'
import { table } from './width.ts'
import { words } from './words.ts'

const { parse: say } = words

/** The documented shape: docs/reference/json.md#parse. */
export function jsonOf(code: ParsedCode): { readonly valid: boolean } & Record<string, unknown> {
  const { valid, scheme, gtin, sscc, serial, lot, expiry, produced, product, pack, container, place, nationalNumbers } =
    code
  return {
    valid,
    scheme,
    gtin,
    product,
    serial,
    lot,
    expiry: expiry?.iso,
    expiryRaw: expiry?.raw,
    produced: produced?.iso,
    sscc,
    pack,
    container,
    place,
    cn: code.cn,
    cryptoTail: code.cryptoTail,
    nationalNumbers: nationalNumbers.length > 0 ? nationalNumbers : undefined,
    elements: code.elements.length > 0 ? code.elements : undefined,
    symbology: code.symbology?.id,
    problems: code.problems,
    raw: code.raw,
  }
}

export function describe(code: ParsedCode, paint: Paint): string {
  const head = code.valid ? paint(say.valid, 'bold', 'green') : paint(say.invalid, 'bold', 'red')
  const rows = rowsOf(code).map(([name, value]) => [paint(name, 'dim'), visible(value)])
  const problems = code.problems.map(({ severity, message, code: name }) => {
    const mark =
      severity === 'error'
        ? paint(words.errorMark, 'red')
        : severity === 'warn'
          ? paint(words.warningMark, 'yellow')
          : say.note
    return `  ${mark} ${visible(message)} ${paint(`(${name})`, 'dim')}\n`
  })
  return `${head} ${say.schemes[code.scheme]}\n${table(rows, '  ')}${problems.join('')}`
}

function rowsOf(code: ParsedCode): (readonly [string, string])[] {
  const { product, serial, lot, expiry, produced, pack, container, place, sscc } = code
  const rows: (readonly [string, string | undefined])[] = [
    [say.product, product],
    [say.serial, serial],
    [say.lot, lot],
    [say.expiry, expiry === undefined ? undefined : say.dateRead(expiry.iso, expiry.raw)],
    [say.produced, produced?.iso],
    [say.pack, pack === undefined ? undefined : formatPack(pack)],
    [say.container, sscc === undefined ? container : undefined],
    [say.sscc, sscc],
    [say.place, place],
    [say.key, code.cryptoTail?.key],
    ...code.nationalNumbers.map(({ kind, country, number }) => [`${kind} ${country}`.trim(), number] as const),
  ]
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
}
