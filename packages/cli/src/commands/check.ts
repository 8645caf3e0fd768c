import type { CheckOptions, CheckReport, Profile } from '@packtrail/exchange'
import { checkInputs, readOrders, readSeen } from '../check-inputs.ts'
import type { Call, CommandSpec } from '../command.ts'
import { documentFiles } from '../document-files.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { readMasterTable } from '../master-table.ts'
import { checkOutput, writeText } from '../output-file.ts'
import { progress } from '../progress.ts'
import { checkHtml } from '../render/check-html.ts'
import { checkText } from '../render/check-text.ts'
import { isoTime, timeNow } from '../time.ts'
import { words } from '../words.ts'
import { importFormat } from './import.ts'

const { checking: say } = words

export const CHECK: CommandSpec = {
  name: 'check',
  group: 'files',
  args: ['<file...>'],
  options: ['profile', 'master', 'order', 'scans', 'limit', 'format', 'html'],
  run: check,
}

async function check(call: Call): Promise<ExitCode> {
  const { io } = call
  const html = call.text('html')
  const options = await optionsOf(call)
  const files = await documentFiles(io, call.args)
  if (html !== undefined) await checkOutput(io, html)
  io.keepHeapSmall()
  const inputs = await checkInputs(call, files)
  const total = inputs.reduce((sum, { size = 0 }) => sum + size, 0)
  const bar = progress(io, say.working, total)
  const { checkDocuments } = await import('@packtrail/exchange')
  let before = 0
  const counted = inputs.map((input) => ({
    ...input,
    open: async function* () {
      let done = 0
      for await (const chunk of input.open()) {
        yield chunk
        done += chunk.length
        bar.at(before + done)
      }
      before += done
    },
  }))
  const report = await checkDocuments(counted, options)
  await bar.end()
  if (html !== undefined) await writeText(io, html, checkHtml(report, isoTime(timeNow(io))))
  await tell(call, report, html)
  return report.accepted ? EXIT.done : EXIT.bad
}

async function tell({ out }: Call, report: CheckReport, html: string | undefined): Promise<void> {
  await out.value({ ...report, ...(html === undefined ? {} : { html }) })
  await out.text(checkText(report, out.columns, out.paint))
  if (html !== undefined) await out.text(say.written(html))
}

async function optionsOf(call: Call): Promise<CheckOptions> {
  const { io } = call
  const format = importFormat(call)
  const profile = await profileOf(call)
  const limit = call.text('limit')
  const master = call.text('master')
  const order = call.text('order')
  const scans = call.text('scans')
  return {
    now: io.now(),
    hashKey: io.random(8),
    ...(profile === undefined ? {} : { profile }),
    ...(format === undefined ? {} : { format }),
    ...(limit === undefined ? {} : { maxBytes: bytesOf(limit) }),
    ...(master === undefined ? {} : { master: (await readMasterTable(call, master)).known }),
    ...(order === undefined ? {} : { orders: await readOrders(call, order) }),
    ...(scans === undefined ? {} : { seen: await readSeen(call, scans) }),
  }
}

async function profileOf(call: Call): Promise<Profile | undefined> {
  const name = call.text('profile')
  if (name === undefined) return undefined
  const { PROFILES } = await import('@packtrail/exchange')
  const found = PROFILES.find((one) => one === name)
  if (found === undefined) {
    throw usageError('BAD_ARGUMENT', say.badProfile(name), say.badProfileHint(PROFILES.join(', ')))
  }
  return found
}

const SIZES: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9 }

function bytesOf(text: string): number {
  const match = /^(\d{1,12})([KMG]?)B?$/i.exec(text.trim())
  const size = SIZES[(match?.[2] ?? '').toUpperCase()]
  if (match === null || size === undefined) throw usageError('BAD_ARGUMENT', say.badLimit(text), say.badLimitHint)
  return Number(match[1]) * size
}
