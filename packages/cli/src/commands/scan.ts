import { type PackId, splitPackId } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import { frameOf } from '../acts.ts'
import { type Named, readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { atCounter, atHand, findItem, readScan, scannerHints, stateOf } from '../counter.ts'
import type { ExitCode } from '../exit.ts'
import { type Actor, actorOf } from '../perform.ts'
import { withLedger } from '../session.ts'
import type { Reason, Verdict } from '../verdict.ts'
import { words } from '../words.ts'

const { counter: say } = words

export const SCAN: CommandSpec = {
  name: 'scan',
  group: 'counter',
  args: ['[code...]'],
  options: ['market', 'record', 'as', 'key', 'at'],
  opensLedger: true,
  run: scan,
}

async function scan(call: Call): Promise<ExitCode> {
  return await withLedger(call, call.flag('record') ? 'write' : 'read', async (session) => {
    const { ledger } = session
    const actor = call.flag('record') ? await actorOf(call, session) : undefined
    const { exit } = await atCounter(call, say.scanInvitation, async ({ text }) => {
      const read = readScan(call, text)
      if (!read.ok) return { verdict: read.verdict }
      const { pack } = read.named
      const verdict =
        pack === undefined ? await askContainer(ledger, read.named) : await askPack(call, ledger, read.named, pack)
      const reasons = [...read.reasons, ...verdict.reasons]
      const word = verdict.verdict === 'ok' && reasons.length > 0 ? 'warn' : verdict.verdict
      const recorded = actor === undefined ? undefined : await observe(call, actor, read.named)
      return { verdict: { ...verdict, verdict: word, reasons, recorded } }
    })
    return exit
  })
}

async function askPack(call: Call, ledger: Ledger, named: Named, pack: PackId): Promise<Verdict> {
  const { lot, expiry, raw } = named
  const item = await findItem(ledger, named)
  if (item !== undefined && item.id !== pack)
    return await askContainer(ledger, { raw, container: item.id as never, warnings: [] })
  const market = call.text('market')
  const label = { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
  const found = await ledger.scan({ ...splitPackId(pack), ...label }, market === undefined ? {} : { market })
  const hints = item === undefined ? await scannerHints(ledger, named) : []
  return {
    verdict: found.verdict,
    pack,
    raw,
    lot: found.batch?.lot ?? lot,
    expiry: found.batch?.expiry ?? expiry,
    state: item === undefined ? undefined : stateOf(item, found.status),
    reasons: [...found.reasons.map(atHand), ...hints],
    regime: {},
  }
}

async function askContainer(ledger: Ledger, named: Named): Promise<Verdict> {
  const { container, raw } = named
  const item = container === undefined ? undefined : await ledger.item(container)
  if (item === undefined) {
    const reason: Reason = {
      code: 'UNKNOWN_CONTAINER',
      message: say.unknownContainer(container ?? raw),
      whatToDo: say.unknownContainerDo,
    }
    return { verdict: 'warn', container, raw, reasons: [reason], regime: {} }
  }
  return { verdict: 'ok', container, raw, state: stateOf(item), reasons: [], regime: {} }
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
