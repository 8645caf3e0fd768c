import type { Draft } from '@packtrail/core'
import type { DraftEvent } from '@packtrail/exchange'
import type { EventType } from '@packtrail/protocol'
import { frameOf } from '../acts.ts'
import { batchArgument, closeOf, commissioningOf } from '../begin.ts'
import { readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { type Commissioning, makeManifest, type SortedSerials } from '../cut.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { checkLabels, writeLabels } from '../label-files.ts'
import { nodeCryptography } from '../lazy.ts'
import { unknownBatch } from '../near-lots.ts'
import type { OptionName } from '../options.ts'
import { checkOutput, writeFile } from '../output-file.ts'
import { type Actor, actorOf } from '../perform.ts'
import { answer, type Recorded, record } from '../record.ts'
import { lineChunks } from '../serial-file.ts'
import { type Session, withLedger } from '../session.ts'
import { words } from '../words.ts'

const { begin: say } = words

const WHO: readonly OptionName[] = ['as', 'key', 'at', 'time', 'owner']

export const REGISTER: CommandSpec = {
  name: 'register',
  group: 'batches',
  args: ['<batch>'],
  options: [
    'count',
    'serials',
    'expiry',
    'made',
    'units',
    'markets',
    'serialsOut',
    'length',
    'alphabet',
    'issued',
    'labels',
    ...WHO,
  ],
  opensLedger: true,
  run: (call) => begin(call, 'commission'),
}

export const ADOPT: CommandSpec = {
  name: 'adopt',
  group: 'batches',
  args: ['<batch>'],
  options: ['serials', 'expiry', 'made', 'units', 'markets', ...WHO],
  opensLedger: true,
  run: (call) => begin(call, 'adopt'),
}

export const CLOSE: CommandSpec = {
  name: 'close',
  group: 'batches',
  args: ['<batch>'],
  options: ['allocated', 'commissioned', 'wasted', 'unused', ...WHO],
  opensLedger: true,
  run: close,
}

async function begin(call: Call, type: 'commission' | 'adopt'): Promise<ExitCode> {
  const { io, out } = call
  const batch = batchArgument(call)
  const file = call.text('serialsOut')
  const labels = call.text('labels')
  if (file !== undefined) await checkOutput(io, file)
  if (labels !== undefined) await checkLabels(io, labels)
  return await withLedger(call, 'write', async (session) => {
    const commissioning = await commissioningOf(call, batch, session.ledger.stats().packs)
    const known = session.ledger.batch(batch.product, batch.lot)?.state?.expiry
    if (commissioning.expiry === undefined && known === undefined) await out.say(words.serials.expiryMissing)
    const actor = await actorOf(call, session)
    const { serials } = commissioning
    const made = call.text('serials') === undefined
    const enter = (): Promise<Recorded[]> => commission(call, session, actor, type, commissioning)
    const recorded = file === undefined ? await enter() : await writeWith(call, file, serials, enter)
    if (actor.attested) await out.say(words.acts.attested(actor.party))
    const name = `${batch.product}/${batch.lot}`
    const shown =
      made && file === undefined && out.json
        ? { serials: Array.from({ length: serials.count }, (_, i) => serials.text(i)) }
        : {}
    const isEntered = !recorded.some(({ outcome }) => outcome === 'refused')
    const drawn = labels === undefined || !isEntered ? 0 : await writeLabels(io, labels, commissioning)
    if (labels !== undefined && drawn > 0) await out.say(`${words.labels.written(drawn, labels)}\n`)
    const facts = {
      batch: name,
      packs: serials.count,
      as: actor.party,
      attested: actor.attested,
      file,
      ...(drawn > 0 ? { labels } : {}),
      ...shown,
    }
    const exit = await answer(call, recorded, say.begun(serials.count, name, file), facts)
    if (made && file === undefined && exit === EXIT.done && !out.json)
      for (const chunk of lineChunks(serials)) await io.stdout.write(chunk)
    return exit
  })
}

/** The file takes its name only when its serials are in the ledger; refused, there is none. */
async function writeWith(
  call: Call,
  file: string,
  serials: SortedSerials,
  enter: () => Promise<Recorded[]>,
): Promise<Recorded[]> {
  let recorded: Recorded[] = []
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* lineChunks(serials)
    recorded = await enter()
    if (recorded.some(({ outcome }) => outcome === 'refused')) throw new NotEntered()
  }
  try {
    await writeFile(call.io, file, chunks())
  } catch (error) {
    if (!(error instanceof NotEntered)) throw error
  }
  return recorded
}

class NotEntered extends Error {}

async function commission(
  call: Call,
  session: Session,
  { party, signer, submit }: Actor,
  type: EventType,
  commissioning: Commissioning,
): Promise<Recorded[]> {
  const frame = frameOf(call, type, readParty(party, words.acts.partyWord))
  if (signer === undefined)
    return await record(session, [{ ...frame, commission: commissioning } satisfies Draft], 'live')
  const { subject, manifest } = await makeManifest(await nodeCryptography(), commissioning, signer)
  return await submit([{ event: { ...frame, subjects: [subject] }, manifest }], 'live')
}

async function close(call: Call): Promise<ExitCode> {
  const batch = batchArgument(call)
  const name = `${batch.product}/${batch.lot}`
  return await withLedger(call, 'write', async (session) => {
    const known = session.ledger.batch(batch.product, batch.lot)
    // A refused act on a batch leaves a trace of it, and no pack.
    if (known === undefined || known.packs === 0) throw await unknownBatch(session.ledger, batch)
    const totals = closeOf(call, batch, known.packs)
    const actor = await actorOf(call, session)
    const frame = frameOf(call, 'close', readParty(actor.party, words.acts.partyWord))
    const draft: DraftEvent = { ...frame, packs: [], containers: [], batches: [], products: [], close: totals }
    const recorded = await actor.perform([draft], 'live')
    if (actor.attested) await call.out.say(words.acts.attested(actor.party))
    return await answer(call, recorded, say.closed(name, totals), {
      ...totals,
      batch: name,
      as: actor.party,
      attested: actor.attested,
    })
  })
}
