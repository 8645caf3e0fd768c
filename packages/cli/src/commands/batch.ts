import { splitBatchId } from '@packtrail/codes'
import type { BatchReport } from '@packtrail/core'
import { readBatch } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { unknownBatch } from '../near-lots.ts'
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
    if (report === undefined) throw await unknownBatch(ledger, { product, lot })
    const { state, packs, counts, packed, entries, productRecalledIn } = report
    const {
      expiry,
      made,
      units,
      markets,
      manifests = [],
      closed,
      recalledIn = [],
      locked,
      quarantined,
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
      productRecalledIn,
      quarantined: quarantined ?? false,
      locked: locked ?? false,
      corrections,
      entries,
      ...doubtIn(doubt),
    })
    await out.text(`${out.paint(visible(id), 'bold')}\n${table(rowsOf(report), '  ')}`)
    return doubt === undefined ? EXIT.done : EXIT.bad
  })
}

/** What holds for all of it comes first: no count below means that a pack can be handed out. */
function rowsOf({
  state,
  packs,
  counts,
  packed,
  entries,
  productRecalledIn,
}: BatchReport): (readonly [string, string])[] {
  const recalled = [...(state?.recalledIn ?? []), ...productRecalledIn].includes('*')
  const rows: (readonly [string, string | undefined])[] = [
    [say.recalledRow, recalls(state?.recalledIn ?? [])],
    [say.productRecalledRow, recalls(productRecalledIn)],
    [say.quarantinedRow, state?.quarantined === true ? say.yes : undefined],
    [say.lockedRow, state?.locked === true ? say.yes : undefined],
    [say.expiry, state?.expiry],
    [say.made, state?.made],
    [say.packsRow, say.packs(packs, state?.manifests.length ?? 0)],
    ...Object.entries(counts).map(
      ([status, count]) => [`  ${statusOf(status, state, recalled)}`, String(count)] as const,
    ),
    [say.packed, packed === 0 ? undefined : String(packed)],
    [say.closedRow, state?.closed === undefined ? say.open : say.totals(state.closed)],
    ...(state?.corrections ?? []).map(
      ({ what, before, after }) => [say.corrected(what), say.change(visible(before), visible(after))] as const,
    ),
    [say.entries, String(entries)],
  ]
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
}

/** A pack that nothing else happened to stands as its batch does. */
function statusOf(status: string, batch: BatchReport['state'], recalled: boolean): string {
  const { statuses } = words.verdict
  const own = statuses[status] ?? status
  if (status !== 'active') return own
  const held = batch?.locked === true ? 'locked' : batch?.quarantined === true ? 'quarantined' : undefined
  const all = [held, recalled ? 'recalled' : undefined].flatMap((one) =>
    one === undefined ? [] : [statuses[one] ?? one],
  )
  return all.length === 0 ? own : all.join(', ')
}

function recalls(markets: readonly string[]): string | undefined {
  if (markets.length === 0) return undefined
  return markets.includes('*') ? say.everywhere : markets.join(', ')
}
