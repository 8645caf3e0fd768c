import { type PackId, type PartyId, partyOf, splitPackId } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import { frameOf, partyOption, placeOption } from '../acts.ts'
import { type Named, readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { atCounter, atCounterWords, findItem, heldElsewhere, readScan, scannerHints, stateOf } from '../counter.ts'
import type { ExitCode } from '../exit.ts'
import { scannerOf } from '../layout.ts'
import { marketHere } from '../market.ts'
import { type Actor, actorOf } from '../perform.ts'
import { withLedger } from '../session.ts'
import { namedReason, type Reason, type Verdict } from '../verdict.ts'
import { words } from '../words.ts'

const { counter: say } = words

export const SCAN: CommandSpec = {
  name: 'scan',
  group: 'counter',
  args: ['[code...]'],
  options: ['layout', 'market', 'record', 'as', 'key', 'at'],
  opensLedger: true,
  run: scan,
}

/** Who asks, and where. */
interface Counter {
  readonly market: string | undefined
  /** Parties whose goods may stand here; none when nobody said. */
  readonly here: readonly PartyId[]
}

async function scan(call: Call): Promise<ExitCode> {
  const place = placeOption(call, 'at')
  const party = partyOption(call, 'as')
  const scanner = await scannerOf(call)
  return await withLedger(call, call.flag('record') ? 'write' : 'read', async (session) => {
    const { ledger } = session
    const actor = call.flag('record') ? await actorOf(call, session) : undefined
    const here = [place === undefined ? undefined : partyOf(place), party].filter((one) => one !== undefined)
    const counter: Counter = { market: await marketHere(call, ledger, [place, party]), here }
    const { exit } = await atCounter(call, session, say.scanInvitation, async ({ text }) => {
      const read = readScan(call, text, scanner)
      if (!read.ok) return { verdict: read.verdict }
      const { pack } = read.named
      const verdict =
        pack === undefined
          ? await askContainer(ledger, counter, read.named)
          : await askPack(ledger, counter, read.named, pack)
      const reasons = [...read.reasons, ...verdict.reasons]
      const word = verdict.verdict === 'ok' && reasons.length > 0 ? 'warn' : verdict.verdict
      const recorded = actor === undefined ? undefined : await observe(call, actor, read.named)
      return { verdict: { ...verdict, verdict: word, reasons, recorded } }
    })
    return exit
  })
}

async function askPack(ledger: Ledger, counter: Counter, named: Named, pack: PackId): Promise<Verdict> {
  const { lot, expiry, raw } = named
  const item = await findItem(ledger, named)
  if (item !== undefined && item.id !== pack)
    return await askContainer(ledger, counter, { raw, container: item.id as never, warnings: [] })
  const label = { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
  const found = await ledger.scan({ ...splitPackId(pack), ...label }, marketOf(counter))
  const hints = item === undefined ? await scannerHints(ledger, named) : []
  const away = item === undefined || found.verdict === 'stop' ? undefined : heldElsewhere(item, counter.here)
  return {
    verdict: found.verdict,
    pack,
    raw,
    lot: found.batch?.lot ?? lot,
    expiry: found.batch?.expiry ?? expiry,
    state: item === undefined ? undefined : stateOf(item, found.status),
    reasons: [...found.reasons.map(atCounterWords), ...hints, ...(away === undefined ? [] : [away])],
    regime: {},
  }
}

/** A case is as good as what is in it. */
async function askContainer(ledger: Ledger, counter: Counter, named: Named): Promise<Verdict> {
  const { container, raw } = named
  const item = container === undefined ? undefined : await ledger.item(container)
  const found = container === undefined ? undefined : await ledger.scanContainer(container, marketOf(counter))
  if (item === undefined || found === undefined) {
    const reason: Reason = {
      code: 'UNKNOWN_CONTAINER',
      message: say.unknownContainer(container ?? raw),
      whatToDo: say.unknownContainerDo,
    }
    return { verdict: 'warn', container, raw, reasons: [reason], regime: {} }
  }
  const { verdict, packs, judged, stopped } = found
  const reasons = found.reasons.map((reason): Reason => namedReason(atCounterWords(reason), packs))
  if (judged < packs) {
    reasons.push({ code: 'NOT_ALL_JUDGED', message: say.notAllJudged(judged, packs), whatToDo: say.notAllJudgedDo })
  }
  const away = verdict === 'stop' ? undefined : heldElsewhere(item, counter.here)
  if (away !== undefined) reasons.push(away)
  return {
    verdict,
    container,
    raw,
    state: stateOf(item),
    content: { packs, judged, stopped },
    reasons,
    regime: {},
  }
}

function marketOf({ market }: Counter): { readonly market?: string } {
  return market === undefined ? {} : { market }
}

/** The scan itself as an event: seen, and nothing changed. */
async function observe(call: Call, actor: Actor, named: Named): Promise<number | undefined> {
  const { pack, container, lot, expiry } = named
  const agent = readParty(actor.party, words.acts.partyWord)
  const label = { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
  const packs = pack === undefined ? [] : [{ ...splitPackId(pack), ...label }]
  const containers = container === undefined ? [] : [container]
  const draft = { ...frameOf(call, 'observe', agent), packs, containers, batches: [], products: [] }
  const [one] = await actor.perform([draft], 'observe')
  return one?.g
}
