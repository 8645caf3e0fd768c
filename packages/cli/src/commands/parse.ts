import { disagreements, type ParsedCode, type ParseOptions, type Problem, parseCode } from '@packtrail/codes'
import { yearOf } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { readSmall } from '../files.ts'
import { layoutOf } from '../layout.ts'
import { codesOf, MAX_LINE } from '../lines.ts'
import { toJson } from '../output.ts'
import { describe, jsonOf } from '../parse-answer.ts'
import { words } from '../words.ts'

const { parse: say } = words

export const PARSE: CommandSpec = {
  name: 'parse',
  group: 'counter',
  args: ['[code...]'],
  options: ['layout', 'image'],
  run: parse,
}

async function parse(call: Call): Promise<ExitCode> {
  const { io, out, args } = call
  const image = call.text('image')
  if (image !== undefined) return await parseImage(call, image)
  const options: ParseOptions = { referenceYear: yearOf(io), ...(await layoutOf(call)) }
  if (args.length === 0) await out.invite(say.invitation)
  let exit: ExitCode = EXIT.done
  for await (const { text, number } of codesOf(io, args)) {
    const code = parseCode(text ?? '', options)
    const answer = text === undefined ? tooLong(number) : jsonOf(code)
    if (!answer.valid) exit = EXIT.bad
    await tell(call, code, answer)
    if (io.stdout.gone) break
  }
  return exit
}

/** One answer: words for people, a line of JSON for programs. */
async function tell({ io, out }: Call, code: ParsedCode, answer: Record<string, unknown>): Promise<void> {
  const forPeople = io.stdout.isTTY && !out.json
  await io.stdout.write(forPeople ? describe(code, out.paint) : `${toJson(answer)}\n`)
}

/** All codes of a picture, one answer each. A picture in which none can be read is not read: nothing is guessed. */
async function parseImage(call: Call, name: string): Promise<ExitCode> {
  const { io, out, args } = call
  if (args.length > 0) throw usageError('USAGE', say.codesOrImage, say.codesOrImageHint)
  const { MAX_IMAGE_BYTES, readImage } = await import('../image.ts')
  const found = await readImage(await readSmall(io, name, MAX_IMAGE_BYTES))
  if (found === undefined) throw usageError('FILE_BAD', say.notImage(name), say.notImageHint)
  if (found.length === 0) return await notRead(call, name)
  const codes = found.map(({ scan }) => parseCode(scan, { referenceYear: yearOf(io) }))
  const differ = disagreements(codes)
  const agree = !differ.some(isError)
  for (const [i, one] of codes.entries()) {
    // Programs take one answer at a time: that the codes contradict each other stands in each.
    const code: ParsedCode = { ...one, valid: one.valid && agree, problems: [...one.problems, ...differ] }
    await tell(call, code, { ...jsonOf(code), format: found[i]?.format, image: name })
  }
  for (const { message } of differ) await out.say(`${say.differ}: ${message}\n`)
  return codes.every((code) => code.valid) && agree ? EXIT.done : EXIT.bad
}

function isError({ severity }: Problem): boolean {
  return severity === 'error'
}

async function notRead({ io, out }: Call, image: string): Promise<ExitCode> {
  const message = say.notRead(image)
  const answer = {
    valid: false,
    scheme: 'unknown',
    problems: [{ code: 'NOT_READ', severity: 'error', message }],
    image,
  }
  const forPeople = io.stdout.isTTY && !out.json
  await io.stdout.write(forPeople ? `${out.paint(say.notReadMark, 'bold', 'red')} ${message}\n` : `${toJson(answer)}\n`)
  return EXIT.bad
}

function tooLong(line: number): { readonly valid: false } & Record<string, unknown> {
  return {
    valid: false,
    scheme: 'unknown',
    problems: [{ code: 'TOO_LONG', severity: 'error', message: words.codes.lineTooLong(line, MAX_LINE) }],
  }
}
