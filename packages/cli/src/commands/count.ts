import { type ItemId, isPackId, type PartyId, type PlaceId, partyOf, splitBatchId, splitPackId } from '@packtrail/codes'
import type { ItemReport, Ledger, ScanVerdict } from '@packtrail/core'
import { partyOption } from '../acts.ts'
import { readBatch, readPlace } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { atCounter, atCounterWords, elsewhere, findItem, readScan, stateOf } from '../counter.ts'
import { EXIT, type ExitCode, worstExit } from '../exit.ts'
import { scannerOf } from '../layout.ts'
import { marketHere } from '../market.ts'
import { progress } from '../progress.ts'
import { withLedger } from '../session.ts'
import type { Reason, Verdict } from '../verdict.ts'
import { words } from '../words.ts'

const { counting: say } = words

export const COUNT: CommandSpec = {
  name: 'count',
  group: 'counter',
  args: ['[code...]'],
  options: ['layout', 'at', 'as', 'market', 'batch'],
  opensLedger: true,
  run: count,
}

/** Missing packs that are listed; all are counted. */
const LISTED = 1000

async function count(call: Call): Promise<ExitCode> {
  const { out } = call
  const at = call.text('at')
  const place = at === undefined ? undefined : readPlace(at, words.acts.placeWord)
  const party = partyOption(call, 'as')
  const holder = place === undefined ? party : partyOf(place)
  const batchText = call.text('batch')
  const batch = batchText === undefined ? undefined : readBatch(batchText)
  const scanner = await scannerOf(call)
  return await withLedger(call, 'read', async (session) => {
    const { ledger, doubt } = session
    const market = await marketHere(call, ledger, [place, party])
    const seen = new Map<string, number>()
    const inside = new Set<string>()
    const { exit, verdicts, isCut } = await atCounter(
      call,
      session,
      words.counter.countInvitation,
      async ({ text, number }) => {
        const read = readScan(call, text, scanner)
        if (!read.ok) return { verdict: read.verdict }
        const item = await findItem(ledger, read.named)
        const id = item?.id ?? read.named.pack ?? read.named.container ?? text
        const asked = await askedOf(ledger, item, market)
        const reasons = [...read.reasons, ...oddities(item, asked, seen.get(id), holder)]
        if (!seen.has(id)) seen.set(id, number)
        if (item !== undefined && item.children.length > 0) inside.add(id)
        return { verdict: verdictOf(text, id, item, reasons) }
      },
    )
    const missing =
      batch === undefined || isCut ? [] : await notSeen(call, ledger, splitBatchId(batch), holder, seen, inside)
    const summary = {
      counted: seen.size,
      scans: verdicts.ok + verdicts.warn + verdicts.stop,
      odd: verdicts.warn + verdicts.stop,
    }
    await out.value({
      ...summary,
      at: holder,
      batch,
      missing: missing.slice(0, LISTED),
      missingCount: batch === undefined || isCut ? undefined : missing.length,
    })
    await out.text(say.summary(summary.counted, summary.scans, summary.odd))
    if (batch !== undefined && !isCut) await out.text(say.missing(missing.length, batch))
    for (const id of missing.slice(0, LISTED)) await out.text(`       ${id}\n`)
    return missing.length > 0 || doubt !== undefined ? worstExit([EXIT.bad, exit]) : exit
  })
}

/** A count never stops anything: what is odd asks for a look. */
function verdictOf(raw: string, id: string, item: ItemReport | undefined, reasons: readonly Reason[]): Verdict {
  return {
    verdict: reasons.length > 0 ? 'warn' : 'ok',
    ...(item !== undefined && item.member === undefined ? { container: id } : { pack: id }),
    raw,
    lot: item?.member?.lot,
    expiry: item?.member?.batch?.expiry,
    state: item === undefined ? undefined : stateOf(item),
    reasons,
    regime: {},
  }
}

/** What the counter would say of a pack that is registered. */
async function askedOf(
  ledger: Ledger,
  item: ItemReport | undefined,
  market: string | undefined,
): Promise<ScanVerdict | undefined> {
  const id = item?.member === undefined ? undefined : (item.id as ItemId)
  if (id === undefined || !isPackId(id)) return undefined
  return await ledger.scan(splitPackId(id), market === undefined ? {} : { market })
}

function oddities(
  item: ItemReport | undefined,
  asked: ScanVerdict | undefined,
  before: number | undefined,
  holder: PartyId | undefined,
): Reason[] {
  const odd: Reason[] = []
  const add = (code: string, message: string, whatToDo: string): void => void odd.push({ code, message, whatToDo })
  if (before !== undefined) add('COUNTED_TWICE', say.twice(before), say.twiceDo)
  if (item === undefined) {
    add('UNKNOWN_SERIAL', say.unknown, say.unknownDo)
    return odd
  }
  const { status, holder: known } = stateOf(item, asked?.status)
  if (status !== 'active' && status !== 'unknown')
    add('NOT_IN_TRADE', say.notInTrade(words.verdict.statuses[status] ?? status), say.notInTradeDo)
  odd.push(...(asked?.reasons ?? []).filter(({ code }) => code === 'RECALLED_ELSEWHERE').map(atCounterWords))
  if (holder !== undefined && known !== undefined && partyOf(known as PlaceId) !== holder) odd.push(elsewhere(known))
  return odd
}

/** Packs of the batch that the ledger believes to be here, in trade, and that nobody scanned; not those inside a scanned case. */
async function notSeen(
  call: Call,
  ledger: Ledger,
  batch: { readonly product: string; readonly lot: string },
  holder: PartyId | undefined,
  seen: ReadonlyMap<string, number>,
  inside: ReadonlySet<string>,
): Promise<string[]> {
  const missing: string[] = []
  const total = ledger.batch(batch.product, batch.lot)?.packs ?? 0
  const bar = progress(call.io, say.comparing, total)
  let done = 0
  for await (const { serials } of ledger.events({ stream: { type: 'batch', ...batch } })) {
    for (const serial of serials()) {
      const id = `${batch.product}/${serial}`
      bar.at(++done)
      if (seen.has(id)) continue
      const item = await ledger.item(id)
      if (item === undefined || item.state.status !== 'active' || item.inside.some((one) => inside.has(one.id)))
        continue
      const { holder: known } = stateOf(item)
      if (holder === undefined || (known !== undefined && partyOf(known as PlaceId) === holder)) missing.push(id)
    }
  }
  await bar.end()
  return missing
}
