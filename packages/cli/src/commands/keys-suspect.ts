/** What a stolen key signed: shown, and confirmed by its true owner. */
import { type Event, fromHex, keyIdOf, toHex } from '@packtrail/protocol'
import { partyOption } from '../acts.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { keyFileOf } from '../home.ts'
import { nodeCryptography } from '../lazy.ts'
import { readMaster } from '../master.ts'
import { type Actor, actorOf } from '../perform.ts'
import { answer, type Recorded, record } from '../record.ts'
import { type Session, withLedger } from '../session.ts'
import { findSuspects, type Suspect } from '../suspects.ts'
import { timeNow } from '../time.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { keys: say } = words

export const KEYS_SUSPECTS: CommandSpec = {
  name: 'keys suspects',
  group: 'running',
  options: ['as'],
  opensLedger: true,
  run: list,
}

export const KEYS_REATTEST: CommandSpec = {
  name: 'keys reattest',
  group: 'running',
  args: ['[claim...]'],
  options: ['as', 'key', 'all'],
  opensLedger: true,
  run: reattest,
}

/** Confirmations under one signature. */
const GROUP = 500

async function list(call: Call): Promise<ExitCode> {
  return await withLedger(call, 'read', async ({ ledger }) => {
    const suspects = await findSuspects(call, ledger, partyOption(call, 'as'))
    await call.out.value({ suspects })
    const rows = suspects.map(({ g, type, actor, claim, about, reattested }) => [
      claim.slice(0, 12),
      String(g),
      words.look.acts[type] ?? type,
      actor,
      about.map(nameOf).join(', '),
      reattested ? say.confirmed : say.suspect,
    ])
    await call.out.text(rows.length === 0 ? `${say.noSuspects}\n` : table(rows))
    return EXIT.done
  })
}

function nameOf(subject: Event['subjects'][number]): string {
  if (subject.kind === 'batch') return `${subject.product}/${subject.lot}`
  if (subject.kind === 'container') return subject.container
  return subject.kind === 'product' ? subject.product : ''
}

async function reattest(call: Call): Promise<ExitCode> {
  const wanted = call.args.map((text) => text.replace(/…$/, '').toLowerCase())
  const bad = wanted.find((text) => !/^[0-9a-f]{6,64}$/.test(text))
  if (bad !== undefined) throw usageError('BAD_ARGUMENT', words.acts.notAClaim(bad), say.suspectHint)
  if (partyOption(call, 'as') === undefined) throw usageError('MISSING_ARGUMENT', say.whoseWord, say.whoseHint)
  if (wanted.length === 0 && !call.flag('all')) throw usageError('MISSING_ARGUMENT', say.whichSuspects, say.suspectHint)
  if (wanted.length > 0 && call.flag('all')) throw usageError('USAGE', say.eitherSuspects, say.suspectHint)
  const { REATTEST } = await import('@packtrail/custody')
  return await withLedger(call, 'write', async (session) => {
    const actor = await actorOf(call, session)
    await refuseEnded(call, session, actor)
    const open = await findSuspects(call, session.ledger, actor.party)
    const chosen = choose(open, wanted)
    const events = chosen.map(({ claim, about }): Event => {
      const detail = { reason: REATTEST, target: fromHex(claim) ?? new Uint8Array(32) }
      return { type: 'observe', detail, when: timeNow(call.io), who: { agent: actor.party }, subjects: about }
    })
    const recorded: Recorded[] = []
    for (let at = 0; at < events.length; at += GROUP) {
      const group = events.slice(at, at + GROUP)
      const done =
        actor.signer === undefined
          ? await record(session, group, 'document')
          : await actor.submit(
              group.map((event) => ({ event })),
              'document',
            )
      recorded.push(...done)
    }
    if (actor.attested) await call.out.say(words.acts.attested(actor.party))
    return await answer(call, recorded, say.areConfirmed(recorded.length, actor.party), {
      as: actor.party,
      attested: actor.attested,
    })
  })
}

/** The key that lies here may be the one that was revoked: what it signs is refused, and each try is on record for ever. */
async function refuseEnded(call: Call, { ledger, home }: Session, { party, signer }: Actor): Promise<void> {
  if (signer === undefined) return
  const { sha256 } = await nodeCryptography()
  const { keys } = await readMaster(call, ledger, { stream: { type: 'authority', actor: party } })
  const known = keys.get(toHex(keyIdOf(sha256, signer.publicKey)))
  if (known?.ended === undefined) return
  const file = call.text('key') ?? (await keyFileOf(call, home, party)) ?? ''
  throw dataError('DATA_BAD', say.keyIsEnded(party, file), { hint: say.keyIsEndedHint(party, file) })
}

/** Those that were named, or all that are about goods and not confirmed yet. */
function choose(open: readonly Suspect[], wanted: readonly string[]): readonly Suspect[] {
  if (wanted.length === 0) return open.filter(({ about, reattested }) => about.length > 0 && !reattested)
  return wanted.map((text) => {
    const found = open.filter(({ claim }) => claim.startsWith(text))
    const [one] = found
    if (one === undefined || found.length > 1)
      throw dataError('NOT_FOUND', say.noSuspect(text, found.length), { hint: say.suspectHint })
    if (one.about.length === 0) throw dataError('DATA_BAD', say.notGoods(text), { hint: say.notGoodsHint })
    return one
  })
}
