import type { Mode } from '@packtrail/core'
import type { Format } from '@packtrail/exchange'
import { fromHex } from '@packtrail/protocol'
import { partyOption } from '../acts.ts'
import { withColumns } from '../columns.ts'
import type { Call, CommandSpec } from '../command.ts'
import { documentFiles, openedDocuments } from '../document-files.ts'
import { type CliError, usageError } from '../error.ts'
import { EXIT, type ExitCode, worstExit } from '../exit.ts'
import { exists, type InputFile, pathOf } from '../files.ts'
import { type ImportSettings, importFiles } from '../importing.ts'
import { actorOf } from '../perform.ts'
import { fileProgress } from '../progress.ts'
import { renderFaults } from '../render/faults.ts'
import { renderReason } from '../render/verdict.ts'
import { type Session, withLedger } from '../session.ts'
import { addFault, type Tally } from '../tally.ts'
import { words } from '../words.ts'
import { receiptName, writeReceipt } from './receipt-write.ts'

const { importing: say } = words

export const IMPORT: CommandSpec = {
  name: 'import',
  group: 'files',
  args: ['<file...>'],
  options: [
    'format',
    'sheet',
    'map',
    'strict',
    'as',
    'key',
    'observe',
    'strictHistory',
    'allOrNothing',
    'dryRun',
    'receipts',
  ],
  opensLedger: true,
  run: importCommand,
}

/** Names of `--format`; EPCIS says its own version. */
const FORMATS: Readonly<Record<string, Format | undefined>> = {
  auto: undefined,
  csv: 'csv',
  'cn-relation': 'cn-relation',
  'cn-bill': 'cn-bill',
  'cn-txt': 'cn-txt',
  nhsa: 'nhsa',
  'epcis2-json': 'epcis2-json',
  'epcis2-xml': 'epcis2-xml',
  'epcis12-xml': 'epcis12-xml',
}

async function importCommand(call: Call): Promise<ExitCode> {
  const { io } = call
  const mode = modeOf(call)
  const format = importFormat(call)
  const receipts = call.text('receipts')
  if (receipts !== undefined) await checkFolder(call, receipts)
  const { files: opened, errors } = await openedDocuments(io, call.args, call.text('sheet'))
  // Of several files those that are there are taken in, and the others named; of none there is nothing to say but why.
  if (opened.length === 0) await documentFiles(io, call.args)
  const files = await withColumns(call, opened)
  if (files === undefined) return EXIT.done
  const twice = call.flag('allOrNothing')
  if (twice && errors.length > 0) await documentFiles(io, call.args)
  if (twice && call.args.includes('-')) throw usageError('USAGE', say.notFromPipe, say.notFromPipeHint)
  return await withLedger(call, 'write', async (session) => {
    const actor = call.text('as') === undefined ? undefined : await actorOf(call, session)
    let stop = false
    const release = io.onInterrupt(() => {
      stop = true
    })
    const settings: ImportSettings = {
      mode,
      dryRun: call.flag('dryRun'),
      format,
      strict: call.flag('strict'),
      defaultAgent: partyOption(call, 'as'),
      actor,
      stopped: () => stop,
      at: () => undefined,
    }
    try {
      if (twice) {
        const tried = await withProgress(call, say.trying, files, (at) =>
          importFiles(session.ledger, files, { ...settings, dryRun: true, at }),
        )
        if (settings.dryRun || isBad(tried))
          return await tell(call, tried, errors, settings.dryRun ? say.tried : say.nothing)
      }
      const done = await withProgress(call, say.importing, files, (at) =>
        importFiles(session.ledger, files, { ...settings, at }),
      )
      const exit = await tell(call, done, errors, settings.dryRun ? say.tried : '')
      if (receipts !== undefined && !settings.dryRun) await writeReceipts(call, session, receipts, done)
      return exit
    } finally {
      release()
    }
  })
}

function modeOf(call: Call): Mode {
  if (call.flag('observe') && call.flag('strictHistory')) throw usageError('USAGE', say.eitherMode)
  return call.flag('observe') ? 'observe' : call.flag('strictHistory') ? 'strict' : 'document'
}

export function importFormat(call: Call): Format | undefined {
  const name = call.text('format') ?? 'auto'
  if (!(name in FORMATS))
    throw usageError('BAD_ARGUMENT', say.badFormat(name), say.badFormatHint(Object.keys(FORMATS).join(', ')))
  return FORMATS[name]
}

async function checkFolder(call: Call, name: string): Promise<void> {
  const path = pathOf(call.io, name)
  if (!(await exists(call.io, path))) await call.io.fs.mkdir(path, { recursive: true })
  else if (!(await call.io.fs.stat(path)).isDirectory())
    throw usageError('BAD_ARGUMENT', say.noFolder(name), say.noFolderHint)
}

async function withProgress(
  call: Call,
  label: string,
  files: readonly InputFile[],
  work: (at: ImportSettings['at']) => Promise<Tally>,
): Promise<Tally> {
  const bar = fileProgress(call.io, label, files)
  const tally = await work((file, bytes, { events }) => bar.at(file, bytes, say.events(events)))
  await bar.end()
  return tally
}

async function writeReceipts(call: Call, session: Session, folder: string, tally: Tally): Promise<void> {
  await session.ledger.seal()
  for (const { file, submission, events, appended, duplicates } of tally.documents) {
    if (submission === undefined) continue
    const hash = fromHex(submission) ?? new Uint8Array(32)
    const name = receiptName(folder, file)
    // Refused acts are on record too, as attempts: a receipt says that the submission came, and which of its acts stand.
    if (session.ledger.receipt(hash) === undefined) {
      await call.out.say(words.receipt.none(file))
      continue
    }
    await writeReceipt(call, session, hash, name, file)
    await call.out.text(words.receipt.written(name, file, events, appended + duplicates))
  }
}

function isBad({ refused, faults }: Tally): boolean {
  return refused > 0 || faults.some(({ severity }) => severity === 'error')
}

async function tell(call: Call, tally: Tally, missing: readonly CliError[], headline: string): Promise<ExitCode> {
  const { out } = call
  for (const { code, message, hint } of missing)
    addFault(tally, { code, message, severity: 'error', ...(hint === undefined ? {} : { remedy: hint }) })
  const { found, ...rest } = tally
  await out.value({ ...rest, findingList: found, note: headline === '' ? undefined : headline })
  if (headline !== '') await out.text(`${headline}\n`)
  for (const document of tally.documents) await out.text(say.document(document))
  if (tally.documents.length > 1) await out.text(say.total(tally))
  for (const [what, count] of Object.entries(tally.dropped)) await out.text(say.dropped(what, count))
  if (tally.stoppedAt !== undefined) await out.text(say.stoppedAt(tally.stoppedAt.file, tally.stoppedAt.line))
  if (tally.faults.length > 0) await out.say(renderFaults(tally.faults, out.paintWords))
  await tellFindings(call, tally)
  return worstExit([
    ...missing.map(({ exit }) => exit),
    isBad(tally) ? EXIT.bad : EXIT.done,
    tally.stoppedAt === undefined ? EXIT.done : EXIT.interrupted,
  ])
}

/** One line for each code: a thousand packs with one trouble are one trouble. */
async function tellFindings(call: Call, { found, findings, findingCodes }: Tally): Promise<void> {
  const { out } = call
  if (findings === 0) return
  await out.text(say.findings(findings))
  for (const [code, count] of Object.entries(findingCodes)) {
    const first = found.find((one) => one.code === code)
    if (first === undefined) continue
    const message = count === 1 ? first.message : say.several(count, first.message)
    await out.text(renderReason({ ...first, message }, out.columns, out.paint))
  }
}
