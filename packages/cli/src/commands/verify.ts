import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { isPackId, splitPackId } from '@packtrail/codes'
import type { Fault } from '@packtrail/protocol'
import type { Hasher, Memory, Report, ShelfScan } from '@packtrail/verifier'
import { readNamed } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { asUsage, CliError, usageError } from '../error.ts'
import { EXIT, type ExitCode, worstExit } from '../exit.ts'
import { exists, type InputFile, inputFile, pathOf, readText } from '../files.ts'
import { nodeCryptography } from '../lazy.ts'
import { linesOf } from '../lines.ts'
import { checkOutput, writeText } from '../output-file.ts'
import { type PolicyFile, readPolicy } from '../policy-file.ts'
import { progress } from '../progress.ts'
import { renderFaults } from '../render/faults.ts'
import { paintReport } from '../render/report.ts'
import { words } from '../words.ts'

const { verifying: say } = words

export const VERIFY: CommandSpec = {
  name: 'verify',
  group: 'proof',
  args: ['<bundle...>'],
  options: ['policy', 'memory', 'scans', 'market', 'html', 'replay'],
  run: verify,
}

async function verify(call: Call): Promise<ExitCode> {
  const { io, args } = call
  if (call.text('replay') !== undefined) throw usageError('NOT_YET', say.replayNotYet, say.replayNotYetHint)
  const policy = await readPolicy(io, call.text('policy'))
  const memory = await memoryOf(call)
  const scans = await scansOf(call)
  const files: InputFile[] = []
  for (const name of args) files.push(await inputFile(io, name, { empty: true }))
  const pages = await pageNames(call)
  const exits: ExitCode[] = []
  let known = memory
  for (const [i, file] of files.entries()) {
    const report = await judge(call, file, policy, known, scans)
    await tell(call, file, report, pages[i])
    known = report.memory ?? known
    const { exitCode } = await import('@packtrail/verifier')
    exits.push(exitCode(report))
  }
  await keep(call, memory, known)
  return worstExit(exits)
}

async function judge(
  call: Call,
  file: InputFile,
  { policy }: PolicyFile,
  memory: Memory | undefined,
  scans: readonly ShelfScan[] | undefined,
): Promise<Report> {
  const { io } = call
  const { verifyBundle } = await import('@packtrail/verifier')
  const { defaultRules } = await import('@packtrail/custody')
  const market = call.text('market')
  const bar = progress(io, say.checking(file.name), file.size)
  const report = await verifyBundle(
    counted(file, (done) => bar.at(done)),
    {
      policy,
      crypto: await nodeCryptography(),
      now: io.now(),
      rules: defaultRules,
      hasher: nodeHasher(),
      ...(memory === undefined ? {} : { memory }),
      ...(scans === undefined ? {} : { scans }),
      ...(market === undefined ? {} : { market }),
    },
  )
  await bar.end()
  return report
}

async function* counted(file: InputFile, at: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const chunk of file.chunks()) {
    yield chunk
    done += chunk.length
    at(done)
  }
}

function nodeHasher(): Hasher {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) }
}

async function tell(call: Call, file: InputFile, report: Report, page: string | undefined): Promise<void> {
  const { io, out } = call
  const { reportHtml, reportJson, reportText } = await import('@packtrail/verifier')
  await out.value({ file: file.name, ...reportJson(report), html: page })
  if (call.args.length > 1) await out.text(`${out.paint(file.name, 'bold')}\n`)
  await out.text(paintReport(reportText(report), report.headline, out.columns, out.paint))
  if (page === undefined) return
  await writeText(io, page, reportHtml(report))
  await out.say(say.page(page))
}

/** One page a bundle; for several, `--html` is a folder. */
async function pageNames(call: Call): Promise<(string | undefined)[]> {
  const { io, args } = call
  const html = call.text('html')
  if (html === undefined) return []
  const isFolder = (await exists(io, pathOf(io, html))) && (await io.fs.stat(pathOf(io, html))).isDirectory()
  if (isFolder) return args.map((name) => join(html, `${basename(name)}.html`))
  if (args.length > 1) throw usageError('USAGE', say.folderForSeveral, say.folderForSeveralHint)
  await checkOutput(io, html)
  return [html]
}

/** What was seen last time; nothing yet when the file is not there. */
async function memoryOf(call: Call): Promise<Memory | undefined> {
  const { io } = call
  const name = call.text('memory')
  if (name === undefined) return undefined
  await checkOutput(io, name)
  const { EMPTY_MEMORY, parseMemory } = await import('@packtrail/verifier')
  if (!(await exists(io, pathOf(io, name)))) return EMPTY_MEMORY
  const parsed = parseMemory(await asUsage(readText(io, name)))
  if (parsed.ok) return parsed.value
  const faults = parsed.faults.map((fault) => ({ ...fault, file: name }))
  // A memory that cannot be read would be a check that silently does not run.
  throw new CliError('FILE_BAD', EXIT.usage, say.badMemory(name), { faults, hint: say.badMemoryHint })
}

async function keep(call: Call, before: Memory | undefined, after: Memory | undefined): Promise<void> {
  const name = call.text('memory')
  if (name === undefined || before === undefined || after === undefined || after === before) return
  const { formatMemory } = await import('@packtrail/verifier')
  if (formatMemory(after) !== formatMemory(before)) await writeText(call.io, name, formatMemory(after))
}

/** Packs from the shelf. A line that names no pack is told and left out: no verdict can be given on it. */
async function scansOf(call: Call): Promise<readonly ShelfScan[] | undefined> {
  const { io, out } = call
  const name = call.text('scans')
  if (name === undefined) return undefined
  const file = await asUsage(inputFile(io, name))
  const scans: ShelfScan[] = []
  const faults: Fault[] = []
  for await (const { text, number } of linesOf(file.chunks())) {
    if (text?.trim() === '') continue
    const read = readNamed(io, text ?? '', { file: name, line: number })
    if (!read.ok) {
      faults.push(...read.faults)
      continue
    }
    const { pack, lot, expiry } = read.value
    if (pack === undefined || !isPackId(pack)) continue
    scans.push({
      ...splitPackId(pack),
      line: number,
      ...(lot === undefined ? {} : { lot }),
      ...(expiry === undefined ? {} : { expiry }),
    })
  }
  if (faults.length > 0) await out.say(`${say.badScans(name)}\n${renderFaults(faults, out.paintWords)}`)
  return scans
}
