import { splitBatchId } from '@packtrail/codes'
import type { BatchReport } from '@packtrail/core'
import { readBatch } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { visible } from '../paint.ts'
import { doubtIn, withLedger } from '../session.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { look: say } = words

export const BATCH: CommandSpec = {
  name: 'batch',
  group: 'look',
  args: ['<batch>'],
  opensLedger: true,
  run: batch,
}

async function batch(call: Call): Promise<ExitCode> {
  const { out } = call
  const id = readBatch(call.args[0] ?? '')
  const { product, lot } = splitBatchId(id)
  return await withLedger(call, 'read', async ({ ledger, doubt }) => {
    const report = ledger.batch(product, lot)
    if (report === undefined)
      throw dataError('NOT_FOUND', words.begin.unknownBatch(id), { hint: words.begin.unknownBatchHint })
    const { state, packs, counts, packed, entries } = report
    const {
      expiry,
      made,
      units,
      markets,
      manifests = [],
      closed,
      recalledIn = [],
      locked,
      corrections = [],
    } = state ?? {}
    await out.value({
      product,
      lot,
      expiry,
      made,
      units,
      markets,
      packs,
      counts,
      packed,
      registrations: manifests.map(({ at, count, adopted, agent, owner }) => ({ g: at, count, adopted, agent, owner })),
      closed,
      recalledIn,
      locked: locked ?? false,
      corrections,
      entries,
      ...doubtIn(doubt),
    })
    await out.text(`${out.paint(visible(id), 'bold')}\n${table(rowsOf(report), '  ')}`)
    return doubt === undefined ? EXIT.done : EXIT.bad
  })
}

function rowsOf({ state, packs, counts, packed, entries }: BatchReport): (readonly [string, string])[] {
  const rows: (readonly [string, string | undefined])[] = [
    [say.expiry, state?.expiry],
    [say.made, state?.made],
    [say.packsRow, say.packs(packs, state?.manifests.length ?? 0)],
    ...Object.entries(counts).map(
      ([status, count]) => [`  ${words.verdict.statuses[status] ?? status}`, String(count)] as const,
    ),
    [say.packed, packed === 0 ? undefined : String(packed)],
    [say.closedRow, state?.closed === undefined ? say.open : say.totals(state.closed)],
    [say.recalledRow, recalls(state?.recalledIn ?? [])],
    [say.lockedRow, state?.locked === true ? say.yes : undefined],
    ...(state?.corrections ?? []).map(
      ({ what, before, after }) => [say.corrected(what), say.change(visible(before), visible(after))] as const,
    ),
    [say.entries, String(entries)],
  ]
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
}

function recalls(markets: readonly string[]): string | undefined {
  if (markets.length === 0) return undefined
  return markets.includes('*') ? say.everywhere : markets.join(', ')
}
