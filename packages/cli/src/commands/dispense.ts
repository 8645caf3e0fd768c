import { type PackId, type PartyId, type PlaceId, partyOf, splitPackId } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { EventType } from '@packtrail/protocol'
import { frameOf, placeOption, readActType } from '../acts.ts'
import { type Named, readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { atCounter, atCounterWords, findItem, readScan, scannerHints, stateOf } from '../counter.ts'
import type { ExitCode } from '../exit.ts'
import { scannerOf } from '../layout.ts'
import { marketHere } from '../market.ts'
import { type Actor, actorOf } from '../perform.ts'
import { type Regime, regimeOf } from '../regime.ts'
import { type Session, withLedger } from '../session.ts'
import type { Verdict } from '../verdict.ts'
import { words } from '../words.ts'

const { counter: say } = words

export const DISPENSE: CommandSpec = {
  name: 'dispense',
  group: 'counter',
  args: ['[code...]'],
  options: ['layout', 'as', 'key', 'at', 'time', 'market', 'units', 'reason', 'doc'],
  opensLedger: true,
  run: (call) => handOut(call, 'dispense', say.dispenseInvitation),
}

export const UNDO: CommandSpec = {
  name: 'undo',
  group: 'counter',
  args: ['[code...]'],
  options: ['layout', 'as', 'key', 'at', 'time', 'undoes', 'reason'],
  opensLedger: true,
  run: (call) => handOut(call, 'undo', say.undoInvitation),
}

/** The act that set a state, for an undo that does not say which. */
const ACT_OF: Readonly<Record<string, EventType>> = {
  dispensed: 'dispense',
  sampled: 'sample',
  exported: 'export',
  decommissioned: 'decommission',
  destroyed: 'destroy',
  stolen: 'steal',
  lost: 'lose',
  locked: 'lock',
  quarantined: 'quarantine',
}

async function handOut(call: Call, type: 'dispense' | 'undo', invitation: string): Promise<ExitCode> {
  const undoes = call.text('undoes')
  if (undoes !== undefined) readActType(undoes)
  const scanner = await scannerOf(call)
  return await withLedger(call, 'write', async (session) => {
    const actor = await actorOf(call, session)
    const place = placeOption(call, 'at')
    const here = [place, readParty(actor.party, words.acts.partyWord)]
    const marketOfPlace = await marketHere(call, session.ledger, here)
    const market = type === 'undo' ? undefined : marketOfPlace
    if (actor.attested) await call.out.say(words.acts.attested(actor.party))
    let unknown: Regime | undefined
    const { exit } = await atCounter(call, session, invitation, async ({ text }) => {
      const read = readScan(call, text, scanner)
      if (!read.ok) return { verdict: read.verdict }
      const { pack } = read.named
      if (pack === undefined) return { verdict: notAPack(read.named) }
      const counter: Counter = { actor, type, market, marketOfPlace, here: here.map((one) => one && partyOf(one)) }
      const verdict =
        (type === 'undo' ? undefined : await notYet(call, session.ledger, counter, read.named, pack)) ??
        (await act(call, session, counter, read.named, pack))
      const reasons = [...read.reasons, ...verdict.reasons]
      const word = verdict.verdict === 'ok' && reasons.length > 0 ? 'warn' : verdict.verdict
      if (verdict.verdict !== 'stop' && verdict.regime.owed === undefined) unknown ??= verdict.regime
      return { verdict: { ...verdict, verdict: word, reasons }, done: doneWords(type, verdict.regime) }
    })
    if (unknown !== undefined)
      await call.out.say(unknown.market === undefined ? words.papers.noMarket : words.papers.noDuties(unknown.market))
    return exit
  })
}

function notAPack({ raw, container }: Named): Verdict {
  const reason = { code: 'NOT_A_PACK', message: say.notAPack, whatToDo: say.notAPackDo }
  return { verdict: 'stop', container, raw, reasons: [reason], regime: {} }
}

/** What was done, and whom else somebody has to tell of it: nothing is sent from here. */
function doneWords(type: 'dispense' | 'undo', { owed = [] }: Regime): string {
  const { recorded } = say
  return [recorded[type], ...owed.map((duty) => words.papers.owed(duty))].join('\n')
}

/** Who hands out, and where. */
interface Counter {
  readonly actor: Actor
  readonly type: 'dispense' | 'undo'
  /** What an act says of itself. */
  readonly market: string | undefined
  /** Whose authorities want to know. */
  readonly marketOfPlace: string | undefined
  readonly here: readonly (PartyId | undefined)[]
}

/** Nothing is wrong with the pack, and a word is missing without which it must not be handed out: nothing is recorded. */
async function notYet(
  call: Call,
  ledger: Ledger,
  { market, here }: Counter,
  named: Named,
  pack: PackId,
): Promise<Verdict | undefined> {
  const item = await findItem(ledger, named)
  const { units = 0, statusPlace } = item?.state ?? {}
  // Whoever did not open it must not say how much is left: that attempt is recorded.
  const opened = units > 0 && call.text('units') === undefined
  const own = statusPlace !== undefined && here.includes(partyOf(statusPlace as PlaceId))
  if (item === undefined || (market !== undefined && !(opened && own))) return undefined
  const found = await ledger.scan(splitPackId(pack), market === undefined ? {} : { market })
  if (found.verdict === 'stop') return undefined
  const reasons = found.reasons.filter(
    ({ code }) => code === 'RECALLED_ELSEWHERE' || (code === 'PART_USED' && opened && own),
  )
  if (reasons.length === 0) return undefined
  const { batch } = found
  return {
    verdict: 'stop',
    pack,
    raw: named.raw,
    ...batchFacts(batch),
    state: stateOf(item),
    reasons: reasons.map(atCounterWords),
    regime: {},
  }
}

function batchFacts(
  batch: { readonly lot: string; readonly expiry?: string } | undefined,
): Pick<Verdict, 'lot' | 'expiry'> {
  return { lot: batch?.lot, expiry: batch?.expiry }
}

async function act(
  call: Call,
  { ledger }: Session,
  { actor, type, market, marketOfPlace }: Counter,
  named: Named,
  pack: PackId,
): Promise<Verdict> {
  const { lot, expiry, raw } = named
  const before = await findItem(ledger, named)
  const frame = frameOf(call, type, readParty(actor.party, words.acts.partyWord))
  const undoes = frame.detail.undoes ?? ACT_OF[before?.state.status ?? ''] ?? 'dispense'
  const where = market === undefined ? {} : { market }
  const detail = type === 'undo' ? { ...frame.detail, undoes } : { ...frame.detail, ...where }
  const label = { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
  const packs = [{ ...splitPackId(pack), ...label }]
  const [done] = await actor.perform([{ ...frame, detail, packs, containers: [], batches: [], products: [] }], 'live')
  const refused = done === undefined || done.outcome === 'refused'
  const after = await ledger.item(pack)
  const hints = refused && after?.member === undefined ? await scannerHints(ledger, named) : []
  const findings = done?.findings ?? []
  const look = findings.some(({ severity }) => severity !== 'info')
  return {
    verdict: refused ? 'stop' : look ? 'warn' : 'ok',
    pack,
    raw,
    lot: after?.member?.lot ?? lot,
    expiry: after?.member?.batch?.expiry ?? expiry,
    state: after === undefined ? undefined : stateOf(after),
    reasons: [...findings, ...hints],
    regime: refused ? {} : await regimeOf(call, { type, undoes }, marketOfPlace, pack, after),
    recorded: done?.g,
    attested: actor.attested,
  }
}
