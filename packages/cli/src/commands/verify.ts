import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { isPackId, splitPackId } from '@packtrail/codes'
import { toHex } from '@packtrail/protocol'
import type { Hasher, LogCopy, Memory, Policy, Report, ShelfScan, VerifyOptions } from '@packtrail/verifier'
import { bundleFiles } from '../bundle-file.ts'
import type { Call, CommandSpec } from '../command.ts'
import { readScan } from '../counter.ts'
import { asUsage, CliError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { exists, type InputFile, inputFile, pathOf, readText } from '../files.ts'
import { nodeCryptography } from '../lazy.ts'
import { linesOf, MAX_LINE } from '../lines.ts'
import { marketOption } from '../market.ts'
import { checkOutput, writeText } from '../output-file.ts'
import { readPolicy } from '../policy-file.ts'
import { progress } from '../progress.ts'
import { paintReport } from '../render/report.ts'
import { words } from '../words.ts'

const { verifying: say } = words

/** The page on several bundles. */
const TOGETHER = 'together.html'

export const VERIFY: CommandSpec = {
  name: 'verify',
  group: 'proof',
  args: ['<bundle...>'],
  options: ['policy', 'memory', 'scans', 'market', 'html', 'replay'],
  run: verify,
}

async function verify(call: Call): Promise<ExitCode> {
  const { io, args } = call
  const policies = await policiesOf(call)
  const memory = await memoryOf(call)
  const scans = await scansOf(call)
  const files = await bundleFiles(io, args)
  const pages = await pageNames(call)
  const { exitCode, verifyBundle } = await import('@packtrail/verifier')
  const logs = await logsOf(call, policies)
  const options = { ...(await optionsOf(call, policies, memory, scans)), logs }
  const [only, ...more] = files
  if (only === undefined || more.length > 0) return await several(call, files, options, pages)
  const report = await verifyBundle(withBar(call, only), options)
  await tell(call, only, report, pages[0])
  await keep(call, memory, report.memory)
  return exitCode(report)
}

/** Each by itself, then all as one history where they meet. */
async function several(
  call: Call,
  files: readonly InputFile[],
  options: VerifyOptions,
  pages: readonly string[],
): Promise<ExitCode> {
  const { io, out } = call
  const { exitCode, severalHtml, severalJson, severalText, verifyBundles } = await import('@packtrail/verifier')
  const chunks = files.map((file) => withBar(call, file))
  const all = await verifyBundles(chunks, options, (report, i) => tell(call, files[i] as InputFile, report, pages[i]))
  const names = files.map(({ name }) => name)
  const page = pages[files.length]
  await out.value({ ...severalJson(all, names), html: page })
  await out.text(paintReport(severalText(all, names), all, out.columns, out.paint))
  if (page !== undefined) {
    await writeText(io, page, severalHtml(all, names))
    await out.say(say.page(page))
  }
  await keep(call, options.memory, all.memory)
  return exitCode(all)
}

/** One policy a ledger: of two for one ledger nobody could say which holds. */
async function policiesOf(call: Call): Promise<readonly [Policy, ...Policy[]]> {
  const names = call.list('policy')
  const { policy: first } = await readPolicy(call.io, names[0])
  const policies: [Policy, ...Policy[]] = [first]
  for (const name of names.slice(1)) {
    const { policy } = await readPolicy(call.io, name)
    const twice = policies.some(({ ledgerId }) => toHex(ledgerId) === toHex(policy.ledgerId))
    if (twice) throw usageError('USAGE', say.policyTwice(name), say.policyTwiceHint)
    const product = policies.map((other) => otherPins(other, policy)).find((found) => found !== undefined)
    if (product !== undefined) throw usageError('USAGE', say.pinsDiffer(name, product), say.pinsDifferHint)
    policies.push(policy)
  }
  return policies
}

/** A product of which two policies name different manufacturers: both hold for every bundle. */
function otherPins(one: Policy, other: Policy): string | undefined {
  const list = (makers: readonly string[] = []): string => [...makers].sort().join()
  return Object.keys(one.manufacturers).find(
    (product) =>
      Object.hasOwn(other.manufacturers, product) &&
      list(one.manufacturers[product]) !== list(other.manufacturers[product]),
  )
}

/** Copies of whole logs. What is wrong with one must never be taken for a verdict on a bundle. */
async function logsOf(call: Call, policies: readonly Policy[]): Promise<readonly LogCopy[]> {
  const { readLog } = await import('@packtrail/verifier')
  const crypto = await nodeCryptography()
  const logs: LogCopy[] = []
  for (const name of call.list('replay')) {
    const file = await asUsage(inputFile(call.io, name))
    const read = await readLog(withBar(call, file, say.replaying(file.name)), policies, crypto)
    if (!read.ok) {
      const faults = read.faults.map((fault) => ({ ...fault, file: name }))
      throw new CliError('FILE_BAD', EXIT.usage, say.badLog(name), { faults, hint: say.badLogHint })
    }
    logs.push(read.value)
    await call.out.say(say.replayed(name, read.value.size))
  }
  return logs
}

async function optionsOf(
  call: Call,
  [policy, ...otherPolicies]: readonly [Policy, ...Policy[]],
  memory: Memory | undefined,
  scans: readonly ShelfScan[] | undefined,
): Promise<VerifyOptions> {
  const { defaultRules } = await import('@packtrail/custody')
  const market = marketOption(call)
  return {
    policy,
    otherPolicies,
    crypto: await nodeCryptography(),
    now: call.io.now(),
    rules: defaultRules,
    makeHasher: nodeHasher,
    ...(memory === undefined ? {} : { memory }),
    ...(scans === undefined ? {} : { scans }),
    ...(market === undefined ? {} : { market }),
  }
}

/** A file as it is read, with how far it is. */
async function* withBar(
  { io }: Call,
  file: InputFile,
  label: string = say.checking(file.name),
): AsyncGenerator<Uint8Array> {
  const bar = progress(io, label, file.size)
  let done = 0
  try {
    for await (const chunk of file.chunks()) {
      yield chunk
      done += chunk.length
      bar.at(done)
    }
  } finally {
    await bar.end()
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
  await out.text(paintReport(reportText(report), report, out.columns, out.paint))
  if (page === undefined) return
  await writeText(io, page, reportHtml(report))
  await out.say(say.page(page))
}

/** One page a bundle; for several, `--html` is a folder, and a page on all of them is the last. */
async function pageNames(call: Call): Promise<readonly string[]> {
  const { io, args } = call
  const html = call.text('html')
  if (html === undefined) return []
  const isFolder = (await exists(io, pathOf(io, html))) && (await io.fs.stat(pathOf(io, html))).isDirectory()
  if (isFolder) return [...args.map((name) => join(html, `${basename(name)}.html`)), join(html, TOGETHER)]
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
  if (formatMemory(after) !== formatMemory(before)) await writeText(call.io, name, formatMemory(after), { own: true })
}

/** What was read from the shelf. A line that names no pack is a line all the same: nobody knows what stands there. */
async function scansOf(call: Call): Promise<readonly ShelfScan[] | undefined> {
  const { io } = call
  const name = call.text('scans')
  if (name === undefined) return undefined
  return await asUsage(readShelf(call, await asUsage(inputFile(io, name)), name))
}

async function readShelf(call: Call, file: InputFile, name: string): Promise<readonly ShelfScan[]> {
  const scans: ShelfScan[] = []
  for await (const { text, number } of linesOf(file.chunks(), name)) {
    if (text?.trim() === '') continue
    scans.push(text === undefined ? tooLong(number) : shelfScan(call, text, number))
  }
  // An empty shelf is a shelf that was not read.
  if (scans.length === 0) throw new CliError('FILE_BAD', EXIT.usage, say.noScans(name), { hint: say.noScansHint })
  return scans
}

function shelfScan(call: Call, text: string, line: number): ShelfScan {
  const read = readScan(call, text)
  if (!read.ok) return { unread: text, faults: read.verdict.reasons, line }
  const { pack, container, lot, expiry } = read.named
  const label = read.reasons.length === 0 ? {} : { label: read.reasons }
  if (pack === undefined || !isPackId(pack)) return { container: container ?? text, line, ...label }
  return {
    ...splitPackId(pack),
    line,
    ...label,
    ...(lot === undefined ? {} : { lot }),
    ...(expiry === undefined ? {} : { expiry }),
  }
}

function tooLong(line: number): ShelfScan {
  const fault = { code: 'LINE_TOO_LONG', message: words.codes.lineTooLong(line, MAX_LINE), whatToDo: say.tooLongDo }
  return { unread: '', faults: [fault], line }
}
