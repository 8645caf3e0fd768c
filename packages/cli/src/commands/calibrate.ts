import { calibrationText, type KeyboardProfile, calibrate as profileOf } from '@packtrail/codes'
import type { Call, CommandSpec } from '../command.ts'
import { CliError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { linesOf } from '../lines.ts'
import { checkOutput, writeFile, writeText } from '../output-file.ts'
import { words } from '../words.ts'

const { calibrate: say } = words

export const CALIBRATE: CommandSpec = {
  name: 'calibrate',
  group: 'counter',
  options: ['symbol', 'output'],
  run: calibrate,
}

async function calibrate(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const symbol = call.text('symbol')
  if (symbol !== undefined) return await writeSymbol(call, symbol)
  const file = call.text('output')
  if (file !== undefined) await checkOutput(io, file)
  await out.invite(say.invitation)
  const arrived = await firstLine(call)
  const found = profileOf(arrived, file ?? 'calibrated')
  if (!found.ok) {
    const [fault] = found.faults
    throw new CliError('DATA_BAD', EXIT.bad, fault?.message ?? '', { faults: found.faults.map(withSeverity) })
  }
  if (file !== undefined) await writeText(io, file, `${JSON.stringify(found.value, null, 2)}\n`)
  await answer(call, found.value, file)
  return EXIT.done
}

function withSeverity<T>(fault: T): T & { readonly severity: 'error' } {
  return { ...fault, severity: 'error' }
}

/** The symbol as a picture, SVG or PNG by the ending of its name. */
async function writeSymbol({ io, out }: Call, file: string): Promise<ExitCode> {
  const kind = /\.(svg|png)$/i.exec(file)?.[1]?.toLowerCase()
  if (kind === undefined) throw usageError('BAD_ARGUMENT', say.symbolName, say.symbolNameHint)
  await checkOutput(io, file)
  const { loadSymbolMaker } = await import('../symbol.ts')
  const maker = await loadSymbolMaker()
  const label = { text: calibrationText(), gs1: false, lines: [] }
  const bytes = kind === 'png' ? maker.png(label) : new TextEncoder().encode(maker.svg(label))
  await writeFile(io, file, [bytes])
  await out.value({ symbol: file })
  await out.text(`${say.symbolWritten(file)}\n`)
  return EXIT.done
}

async function firstLine({ io }: Call): Promise<string> {
  for await (const { text } of linesOf(io.stdin)) {
    if (text !== undefined && text.trim() !== '') {
      io.closeInput()
      return text
    }
  }
  throw usageError('USAGE', say.nothing, say.nothingHint)
}

async function answer({ out }: Call, profile: KeyboardProfile, file: string | undefined): Promise<void> {
  const changed = Object.keys(profile.typed).length
  const lost = profile.controls?.gs === ''
  const agree = changed === 0 && profile.controls === undefined
  const told = agree ? say.same : file === undefined ? say.noFile : say.differs(changed, file)
  const text = lost ? `${told}\n${say.separatorLost}\n` : `${told}\n`
  await out.value({ changed, separator: profile.controls?.gs ?? '\x1d', profile, file })
  await out.text(text)
}
