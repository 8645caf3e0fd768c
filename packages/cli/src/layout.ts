/** `--layout`: which keyboard typed the scans. */
import {
  KEYBOARDS,
  type KeyboardProfile,
  keyboardOf,
  keyboardProfile,
  type ParseOptions,
  readProfile,
} from '@packtrail/codes'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { exists, pathOf, readSmall } from './files.ts'
import { words } from './words.ts'

const { parse: say } = words

/**
 * `auto`: nothing is known, doubts are said. `strict`: nothing is known, and what is not proven names nothing. The name of the computer's
 * keyboard, or `SCANNER>COMPUTER`: it is undone. Otherwise the file of a calibration. @throws CliError BAD_ARGUMENT, FILE_BAD
 */
export async function layoutOf(call: Call): Promise<Pick<ParseOptions, 'layout' | 'typed'>> {
  return await layoutNamed(call, call.text('layout') ?? 'auto')
}

async function layoutNamed(call: Call, layout: string): Promise<Pick<ParseOptions, 'layout' | 'typed'>> {
  if (layout === 'auto') return { typed: 'warn' }
  if (layout === 'strict') return { typed: 'refuse' }
  const keyboard = named(layout) ?? (await calibrated(call, layout))
  return { typed: 'warn', layout: { keyboard } }
}

/** The scanner of a counter: `--layout`, else the setting of this computer; nothing is assumed where neither is there. */
export async function scannerOf(call: Call): Promise<Pick<ParseOptions, 'layout' | 'typed'>> {
  const given = call.text('layout') ?? call.io.env['PACKTRAIL_LAYOUT']
  return given === undefined || given === '' ? {} : await layoutNamed(call, given)
}

function named(layout: string): KeyboardProfile | undefined {
  const [first = '', second] = layout.split('>')
  const scanner = keyboardOf(second === undefined ? 'us' : first)
  const computer = keyboardOf(second ?? first)
  return scanner === undefined || computer === undefined ? undefined : keyboardProfile(scanner, computer)
}

async function calibrated(call: Call, name: string): Promise<KeyboardProfile> {
  if (!(await exists(call.io, pathOf(call.io, name)))) {
    throw usageError('BAD_ARGUMENT', say.unknownLayout(name), say.unknownLayoutHint([...KEYBOARDS.keys()].join(', ')))
  }
  const bytes = await readSmall(call.io, name, 1 << 20)
  const read = readProfile(parseJson(bytes))
  if (read.ok) return read.value
  throw usageError('FILE_BAD', say.badProfile(name, read.faults[0]?.message ?? ''), say.badProfileHint)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
