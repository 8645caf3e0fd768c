import type { EventFrame, HistoryEvent, ItemReport } from '@packtrail/core'
import type { EventType } from '@packtrail/protocol'
import { readNamed } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { findItem, stateOf } from '../counter.ts'
import { dataError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { visible } from '../paint.ts'
import { doubtIn, withLedger } from '../session.ts'
import { isoTime, showTime } from '../time.ts'
import type { VerdictState } from '../verdict.ts'
import { wrap } from '../width.ts'
import { words } from '../words.ts'

const { look: say } = words

export const HISTORY: CommandSpec = {
  name: 'history',
  group: 'look',
  args: ['<code>'],
  options: ['all'],
  opensLedger: true,
  run: history,
}

async function history(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const [text = ''] = call.args
  const read = readNamed(io, text)
  if (!read.ok)
    throw dataError('DATA_BAD', words.acts.badCodes(1), { faults: read.faults, hint: words.acts.badCodesHint })
  return await withLedger(call, 'read', async ({ ledger, doubt }) => {
    const item = await findItem(ledger, read.value)
    const id = item?.id ?? read.value.pack ?? read.value.container ?? text
    const events = ledger.history(id)
    if (item === undefined && events.length === 0)
      throw dataError('NOT_FOUND', say.unknown(id), { hint: say.unknownHint })
    await out.value({
      id,
      state: item === undefined ? undefined : stateOf(item),
      batch: batchOf(item),
      events: events.map(jsonOf),
      ...doubtIn(doubt),
    })
    await out.text(`${out.paint(id, 'bold')}${item === undefined ? '' : `  ${headOf(item)}`}\n`)
    for (const event of events) await out.text(lineOf(event, id, call.flag('all'), out.columns))
    return doubt === undefined ? EXIT.done : EXIT.bad
  })
}

function batchOf(item: ItemReport | undefined): object | undefined {
  const { member } = item ?? {}
  return member === undefined ? undefined : { product: member.product, lot: member.lot, expiry: member.batch?.expiry }
}

function headOf(item: ItemReport): string {
  const state: VerdictState = stateOf(item)
  const parts = [
    item.member === undefined ? '' : words.verdict.lot(visible(item.member.lot)),
    item.member?.batch?.expiry === undefined ? '' : words.verdict.expiry(item.member.batch.expiry),
    item.member === undefined && state.status === 'unknown'
      ? ''
      : (words.verdict.statuses[state.status] ?? state.status),
    state.inside === undefined ? '' : say.inside(state.inside),
    state.onTheWayTo === undefined ? '' : say.onTheWay(state.onTheWayTo),
    state.holder === undefined || state.onTheWayTo !== undefined ? '' : say.heldBy(state.holder, state.grade),
    item.children.length === 0 ? '' : say.holds(item.children.length),
  ]
  return parts.filter((part) => part !== '').join('  ')
}

function lineOf(
  { event, recorded, claim, signer, through, g }: HistoryEvent,
  id: string,
  all: boolean,
  columns: number,
): string {
  const when =
    event.when === undefined
      ? say.recordedAt(showTime({ ms: recorded, offset: 0, precision: 'ms' }))
      : showTime(event.when)
  const parts = [
    say.acts[event.type] ?? event.type,
    ...tellings(event),
    through === id ? '' : say.through(through),
    signer === undefined ? say.attested : '',
  ]
  const line = `  ${when.padEnd(16)}  ${wrap(parts.filter((part) => part !== '').join(' '), columns - 20, ' '.repeat(20))}\n`
  if (!all) return line
  const papers = (event.docs ?? []).map(({ type, id: number }) => `${type} ${visible(number)}`)
  return `${line}${' '.repeat(20)}${[say.record(g), ...papers].join(', ')}\n${' '.repeat(20)}${claim}\n`
}

/** What a line says besides the act: who, from whom, to whom, why. */
function tellings({ who, trade, where, detail, type }: EventFrame): string[] {
  const by = who?.agent ?? who?.holder ?? where?.bizLocation ?? where?.readPoint
  const to = trade?.toHolder ?? trade?.toOwner
  const from = trade?.fromHolder ?? trade?.fromOwner
  return [
    by === undefined ? '' : say.by(by),
    to === undefined || type === 'receive' ? '' : say.to(to),
    from === undefined || type !== 'receive' ? '' : say.from(from),
    detail.undoes === undefined ? '' : say.of(say.acts[detail.undoes] ?? detail.undoes),
    detail.code === undefined ? '' : `(${detail.code})`,
    detail.units === undefined ? '' : say.units(detail.units),
    detail.market === undefined ? '' : say.market(detail.market),
    detail.reason === undefined ? '' : `(${visible(detail.reason)})`,
    detail.before === undefined || detail.after === undefined
      ? ''
      : say.change(visible(detail.before), visible(detail.after)),
  ]
}

function jsonOf({ g, event, recorded, claim, signer, through }: HistoryEvent): object {
  const { type, when, who, where, trade, docs, detail } = event
  return {
    g,
    type: type satisfies EventType,
    time: when === undefined ? undefined : isoTime(when),
    recorded: new Date(recorded).toISOString(),
    who,
    where,
    trade,
    docs,
    detail: Object.keys(detail).length === 0 ? undefined : detail,
    through,
    signer,
    attested: signer === undefined,
    claim,
  }
}
