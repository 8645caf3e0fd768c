import { formatPack, type ParsedCode, parseCode } from '@packtrail/codes'
import { yearOf } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { codesOf, MAX_LINE } from '../lines.ts'
import { toJson } from '../output.ts'
import { type Paint, visible } from '../paint.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { parse: say } = words

export const PARSE: CommandSpec = {
  name: 'parse',
  group: 'counter',
  args: ['[code...]'],
  options: ['layout'],
  run: parse,
}

async function parse(call: Call): Promise<ExitCode> {
  const { io, out, args } = call
  const layout = call.text('layout') ?? 'auto'
  if (layout !== 'auto' && layout !== 'us') throw usageError('NOT_YET', say.layoutNotYet(layout), say.layoutNotYetHint)
  const forPeople = io.stdout.isTTY && !out.json
  if (args.length === 0) await out.invite(say.invitation)
  let exit: ExitCode = EXIT.done
  for await (const { text, number } of codesOf(io, args)) {
    const code = parseCode(text ?? ' '.repeat(0), { referenceYear: yearOf(io) })
    const answer = text === undefined ? tooLong(number) : jsonOf(code)
    if (!answer.valid) exit = EXIT.bad
    await io.stdout.write(forPeople ? describe(code, out.paint) : `${toJson(answer)}\n`)
    if (io.stdout.gone) break
  }
  return exit
}

/** The documented shape: docs/reference/json.md#parse. */
function jsonOf(code: ParsedCode): { readonly valid: boolean } & Record<string, unknown> {
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
    nationalNumbers: nationalNumbers.length > 0 ? nationalNumbers : undefined,
    elements: code.elements.length > 0 ? code.elements : undefined,
    symbology: code.symbology?.id,
    problems: code.problems,
    raw: code.raw,
  }
}

function tooLong(line: number): { readonly valid: false } & Record<string, unknown> {
  return {
    valid: false,
    scheme: 'unknown',
    problems: [{ code: 'TOO_LONG', severity: 'error', message: words.codes.lineTooLong(line, MAX_LINE) }],
  }
}

function describe(code: ParsedCode, paint: Paint): string {
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
    ...code.nationalNumbers.map(({ kind, country, number }) => [`${kind} ${country}`.trim(), number] as const),
  ]
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
}
