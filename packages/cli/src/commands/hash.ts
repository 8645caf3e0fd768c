import type { HashItem, HashOptions, HashProfile } from '@packtrail/exchange'
import type { Call, CommandSpec } from '../command.ts'
import { documentFiles, openedDocuments } from '../document-files.ts'
import { countBytes } from '../document-items.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode, worstExit } from '../exit.ts'
import type { InputFile } from '../files.ts'
import { toJson } from '../output.ts'
import { progress } from '../progress.ts'
import { renderFaults } from '../render/faults.ts'
import { addFault, newTally, type Tally } from '../tally.ts'
import { words } from '../words.ts'
import { importFormat } from './import.ts'

const { hashing: say } = words

export const HASH: CommandSpec = {
  name: 'hash',
  group: 'files',
  args: ['<file...>'],
  options: ['profile', 'preHash', 'asWritten', 'format'],
  run: hash,
}

async function hash(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const profile = await profileOf(call)
  const format = importFormat(call)
  const { files, errors } = await openedDocuments(io, call.args)
  if (files.length === 0) await documentFiles(io, call.args)
  const tally = newTally()
  for (const { code, message, hint } of errors)
    addFault(tally, { code, message, severity: 'error', ...(hint === undefined ? {} : { remedy: hint }) })
  const total = files.every(({ size }) => size !== undefined)
    ? files.reduce((sum, { size = 0 }) => sum + size, 0)
    : undefined
  const bar = progress(io, say.working, total)
  let before = 0
  for (const file of files) {
    if (io.stdout.gone) break
    const options: HashOptions = {
      file: file.name,
      profile,
      asWritten: call.flag('asWritten'),
      preHash: call.flag('preHash'),
      ...(format === undefined ? {} : { format }),
    }
    const at = (bytes: number): void => bar.at(before + (file.position?.() ?? bytes), say.events(tally.events))
    await hashFile(call, file, options, tally, at)
    before += file.size ?? 0
  }
  await bar.end()
  const { events, faultCount, faults } = tally
  await out.value({ files: files.length, events, profile, faultCount, faults })
  if (faults.length > 0) await out.say(renderFaults(faults, out.paintWords))
  if (events === 0 && faults.length === 0) await out.say(say.none)
  const bad = faults.some(({ severity }) => severity === 'error')
  return worstExit([...errors.map(({ exit }) => exit), bad ? EXIT.bad : EXIT.done])
}

async function hashFile(
  { io, out }: Call,
  file: InputFile,
  options: HashOptions,
  tally: Tally,
  at: (bytes: number) => void,
): Promise<void> {
  const { hashDocument } = await import('@packtrail/exchange')
  for await (const items of hashDocument(countBytes(file.chunks(), at), options)) {
    let text = ''
    for (const item of items) {
      if (item.kind === 'fault') addFault(tally, item.fault)
      if (item.kind !== 'hash') continue
      tally.events++
      text += out.json ? jsonLine(item, options) : plainLine(item)
    }
    if (text !== '') await io.stdout.write(text)
    if (io.stdout.gone) return
  }
}

type Hashed = Extract<HashItem, { kind: 'hash' }>

function plainLine({ id, preHash }: Hashed): string {
  return preHash === undefined ? `${id}\n` : `${id}\n${preHash}\n`
}

function jsonLine({ id, line, path, preHash }: Hashed, { file, profile }: HashOptions): string {
  return `${toJson({ id, algorithm: 'sha-256', profile, file, line, path, preHash })}\n`
}

async function profileOf(call: Call): Promise<HashProfile> {
  const { HASH_PROFILES } = await import('@packtrail/exchange')
  const name = call.text('profile') ?? 'py'
  const found = HASH_PROFILES.find((one) => one === name)
  if (found === undefined)
    throw usageError('BAD_ARGUMENT', say.badProfile(name), say.badProfileHint(HASH_PROFILES.join(', ')))
  return found
}
