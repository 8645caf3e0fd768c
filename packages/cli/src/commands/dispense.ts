import { type PackId, splitPackId } from '@packtrail/codes'
import type { EventType } from '@packtrail/protocol'
import { frameOf, readActType } from '../acts.ts'
import { type Named, readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { atCounter, atHand, findItem, readScan, scannerHints, stateOf } from '../counter.ts'
import type { ExitCode } from '../exit.ts'
import { type Actor, actorOf } from '../perform.ts'
import { type Session, withLedger } from '../session.ts'
import type { Verdict } from '../verdict.ts'
import { words } from '../words.ts'

const { counter: say } = words

export const DISPENSE: CommandSpec = {
  name: 'dispense',
  group: 'counter',
  args: ['[code...]'],
  options: ['as', 'key', 'at', 'time', 'units', 'reason', 'doc'],
  opensLedger: true,
  run: (call) => handOut(call, 'dispense', say.dispenseInvitation),
}

export const UNDO: CommandSpec = {
  name: 'undo',
  group: 'counter',
  args: ['[code...]'],
  options: ['as', 'key', 'at', 'time', 'undoes', 'reason'],
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
  return await withLedger(call, 'write', async (session) => {
    const actor = await actorOf(call, session)
    if (actor.attested) await call.out.say(words.acts.attested(actor.party))
    const { exit } = await atCounter(call, invitation, async ({ text }) => {
      const read = readScan(call, text)
      if (!read.ok) return { verdict: read.verdict }
      const { pack } = read.named
      if (pack === undefined) return { verdict: notAPack(read.named) }
      const verdict = await act(call, session, actor, type, read.named, pack)
      const reasons = [...read.reasons, ...verdict.reasons]
      const word = verdict.verdict === 'ok' && reasons.length > 0 ? 'warn' : verdict.verdict
      return { verdict: { ...verdict, verdict: word, reasons }, done: say.recorded[type] }
    })
    return exit
  })
}

function notAPack({ raw, container }: Named): Verdict {
  const reason = { code: 'NOT_A_PACK', message: say.notAPack, whatToDo: say.notAPackDo }
  return { verdict: 'stop', container, raw, reasons: [reason], regime: {} }
}

async function act(
  call: Call,
  { ledger }: Session,
  actor: Actor,
  type: 'dispense' | 'undo',
  named: Named,
  pack: PackId,
): Promise<Verdict> {
  const { lot, expiry, raw } = named
  const before = await findItem(ledger, named)
  const frame = frameOf(call, type, readParty(actor.party, words.acts.partyWord))
  const undoes = frame.detail.undoes ?? ACT_OF[before?.state.status ?? ''] ?? 'dispense'
  const detail = type === 'undo' ? { ...frame.detail, undoes } : frame.detail
  const label = { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
  const packs = [{ ...splitPackId(pack), ...label }]
  const [done] = await actor.perform([{ ...frame, detail, packs, containers: [], batches: [], products: [] }], 'live')
  const refused = done === undefined || done.outcome === 'refused'
  const after = await ledger.item(pack)
  const hints = refused && after?.member === undefined ? await scannerHints(ledger, named) : []
  const findings = (done?.findings ?? []).map(refused ? atHand : (reason) => reason)
  const look = findings.some(({ severity }) => severity !== 'info')
  return {
    verdict: refused ? 'stop' : look ? 'warn' : 'ok',
    pack,
    raw,
    lot: after?.member?.lot ?? lot,
    expiry: after?.member?.batch?.expiry ?? expiry,
    state: after === undefined ? undefined : stateOf(after),
    reasons: [...findings, ...hints],
    regime: {},
    recorded: done?.g,
    attested: actor.attested,
  }
}
