import { splitBatchId } from '@packtrail/codes'
import type { Draft, HistoryEvent, Ledger } from '@packtrail/core'
import { type Event, fromHex, type Subject } from '@packtrail/protocol'
import { ACT_OPTIONS, frameOf, refusePersons } from '../acts.ts'
import { readBatch, readNamed, readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { findItem } from '../counter.ts'
import { dataError, usageError } from '../error.ts'
import type { ExitCode } from '../exit.ts'
import { type Actor, actorOf } from '../perform.ts'
import { answer, type Recorded, record } from '../record.ts'
import { type Session, withLedger } from '../session.ts'
import { readDay } from '../time.ts'
import { words } from '../words.ts'

const { acts: say } = words

export const CORRECT: CommandSpec = {
  name: 'correct',
  group: 'trouble',
  args: ['<code-or-batch>'],
  options: [
    'target',
    'before',
    'after',
    ...ACT_OPTIONS.filter((name) => name !== 'lot' && name !== 'expiry' && name !== 'layout'),
  ],
  opensLedger: true,
  run: correct,
}

async function correct(call: Call): Promise<ExitCode> {
  return call.text('target') === undefined ? await correctBatch(call) : await correctEvent(call)
}

/** The printed expiry or lot of a batch; both values are kept. */
async function correctBatch(call: Call): Promise<ExitCode> {
  const id = readBatch(call.args[0] ?? '')
  const [before, after] = [call.text('before'), call.text('after')]
  if (before === undefined || after === undefined)
    throw usageError('MISSING_ARGUMENT', say.whatIsRight, say.whatIsRightHint)
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(before)
  const values = isDate ? { before: readDay(before), after: readDay(after) } : { before, after }
  return await withLedger(call, 'write', async (session) => {
    const actor = await actorOf(call, session)
    const frame = frameOf(call, 'correct', readParty(actor.party, say.partyWord))
    const detail = { ...values, reason: isDate ? 'expiry' : 'lot' }
    const draft = { ...frame, detail, packs: [], containers: [], batches: [splitBatchId(id)], products: [] }
    refusePersons(draft)
    const recorded = await actor.perform([draft], 'live')
    if (actor.attested) await call.out.say(say.attested(actor.party))
    const done = say.corrected(id, values.before, values.after)
    return await answer(call, recorded, done, { type: 'correct', as: actor.party, attested: actor.attested, batch: id })
  })
}

/** An event that did not happen so: found in the history of something it names, and taken back by naming the same. */
async function correctEvent(call: Call): Promise<ExitCode> {
  return await withLedger(call, 'write', async (session) => {
    const target = await findTarget(call, session.ledger)
    const actor = await actorOf(call, session)
    const frame = frameOf(call, 'correct', readParty(actor.party, say.partyWord))
    const detail = {
      reason: frame.detail.reason ?? 'did_not_occur',
      target: fromHex(target.claim) ?? new Uint8Array(32),
    }
    refusePersons({ ...frame, detail })
    const event: Event = { ...frame, detail, subjects: await plainSubjects(session.ledger, target) }
    const recorded = await enter(session, actor, event)
    if (actor.attested) await call.out.say(say.attested(actor.party))
    const done = say.takenBack(words.look.acts[target.event.type] ?? target.event.type, target.g)
    return await answer(call, recorded, done, { type: 'correct', as: actor.party, attested: actor.attested })
  })
}

async function findTarget(call: Call, ledger: Ledger): Promise<HistoryEvent> {
  const [text = ''] = call.args
  const wanted = (call.text('target') ?? '').replace(/…$/, '').toLowerCase()
  if (!/^[0-9a-f]{6,64}$/.test(wanted)) throw usageError('BAD_ARGUMENT', say.notAClaim(wanted), say.claimHint)
  const read = readNamed(call.io, text)
  if (!read.ok) throw dataError('DATA_BAD', say.badCodes(1), { faults: read.faults, hint: say.badCodesHint })
  const item = await findItem(ledger, read.value)
  const id = item?.id ?? read.value.pack ?? read.value.container ?? text
  const found = ledger.history(id).filter(({ claim }) => claim.startsWith(wanted))
  const [target] = found
  if (target === undefined || found.length > 1)
    throw dataError('NOT_FOUND', say.noSuchClaim(wanted, id), { hint: say.noSuchClaimHint })
  return target
}

/** What the corrected event named. Of a registration the batch: its serials cannot be named again. */
async function plainSubjects(ledger: Ledger, { g }: HistoryEvent): Promise<Event['subjects']> {
  const subjects: Subject[] = []
  for await (const { event } of ledger.events({ from: g, to: g + 1 })) subjects.push(...event.subjects)
  return subjects.map((subject) =>
    subject.kind === 'manifest' || subject.kind === 'close'
      ? { kind: 'batch', product: subject.product, lot: subject.lot }
      : subject,
  )
}

async function enter(session: Session, actor: Actor, event: Event): Promise<Recorded[]> {
  if (actor.signer !== undefined) return await actor.submit([{ event }], 'live')
  return await record(session, [event satisfies Draft], 'live')
}
