/** Acts on goods: one spec a short name, and `event` for every other type. */
import type { PartyId, PlaceId } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { DraftEvent } from '@packtrail/exchange'
import { type EventType, toHex } from '@packtrail/protocol'
import { ACT_OPTIONS, type ActFrame, frameOf, partyOption, placeOption, readActType, withTarget } from '../acts.ts'
import { readParty } from '../codes.ts'
import type { Call, CommandSpec, Group } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import type { ExitCode } from '../exit.ts'
import { draftsOf, type Goods, parentOf, readGoods } from '../goods.ts'
import { scannerOf } from '../layout.ts'
import { allCodes } from '../lines.ts'
import { marketHere, marketSet } from '../market.ts'
import { type NamedBatch, nearBatches } from '../near-lots.ts'
import type { OptionName } from '../options.ts'
import { actorOf } from '../perform.ts'
import { answer, type Recorded } from '../record.ts'
import { type Regime, regimesOf, regimeWords } from '../regime.ts'
import { renderFaults } from '../render/faults.ts'
import { type Session, withLedger } from '../session.ts'
import { authorOf } from '../suspects.ts'
import { words } from '../words.ts'

const { acts: say } = words

function actSpec(name: string, group: Group, type: EventType, options: readonly OptionName[]): CommandSpec {
  return {
    name,
    group,
    args: ['[code...]'],
    options: [...options, ...ACT_OPTIONS],
    opensLedger: true,
    run: (call) => act(call, type, call.args),
  }
}

export const PACK: CommandSpec = actSpec('pack', 'goods', 'aggregate', ['into'])
export const UNPACK: CommandSpec = actSpec('unpack', 'goods', 'disaggregate', ['outOf', 'all'])
export const SHIP: CommandSpec = actSpec('ship', 'goods', 'ship', ['to', 'toOwner', 'market'])
export const RECEIVE: CommandSpec = actSpec('receive', 'goods', 'receive', ['from'])
export const RETURN: CommandSpec = actSpec('return', 'goods', 'return', ['units'])
export const RECALL: CommandSpec = actSpec('recall', 'trouble', 'recall', ['market'])
export const DESTROY: CommandSpec = actSpec('destroy', 'trouble', 'destroy', [])
export const EVENT: CommandSpec = {
  name: 'event',
  group: 'trouble',
  args: ['<type>', '[code...]'],
  options: [
    'to',
    'toOwner',
    'from',
    'into',
    'outOf',
    'all',
    'units',
    'market',
    'undoes',
    'target',
    'before',
    'after',
    ...ACT_OPTIONS,
  ],
  opensLedger: true,
  run: (call) => act(call, readActType(call.args[0] ?? ''), call.args.slice(1)),
}

async function act(call: Call, type: EventType, args: readonly string[]): Promise<ExitCode> {
  const { out } = call
  const parent = parentOption(call, type)
  const goods = await goodsOf(call, type, args)
  if (goods.warnings.length > 0) await out.say(renderFaults(goods.warnings, out.paintWords))
  return await withLedger(call, 'write', async (session) => {
    const actor = await actorOf(call, session)
    const agent = readParty(actor.party, say.partyWord)
    const frame = withTarget(call, frameOf(call, type, agent))
    await refuseStranger(session.ledger, frame, agent)
    await refuseSerials(session.ledger, goods.batches)
    const drafts: DraftEvent[] = draftsOf(
      type === 'dispense' ? await withMarket(call, session, frame, goods) : frame,
      goods,
      parent,
    )
    const recorded = await actor.perform(drafts, 'live')
    if (actor.attested) await out.say(say.attested(agent))
    const { packs, containers, batches, products } = goods
    const near = await nearOf(session.ledger, recorded, batches)
    const done = recorded.some(({ outcome }) => outcome === 'appended')
    const regimes = done ? await regimesHere(call, session.ledger, frame, agent, goods) : []
    const exit = await answer(
      call,
      recorded,
      say.done(type, describe(goods), parent),
      {
        type,
        as: agent,
        attested: actor.attested,
        packs: packs.length,
        containers,
        batches,
        products,
        parent,
        ...(near.length === 0 ? {} : { near }),
        ...(regimes.length === 0 ? {} : { regimes }),
      },
      packs.length + containers.length,
    )
    for (const line of await regimeWords(call, type, regimes)) await out.text(`       ${line}\n`)
    if (near.length > 0) await out.text(`       ${out.paint('→', 'bold')} ${words.didYouMean(near.join(', '))}\n`)
    return exit
  })
}

/** What authorities are owed of an act that nothing is wrong with, where a market is known. */
async function regimesHere(
  call: Call,
  ledger: Ledger,
  { type, detail, where }: ActFrame,
  agent: PartyId,
  { packs, containers, batches, products }: Goods,
): Promise<readonly Regime[]> {
  const here = [where?.bizLocation as PlaceId | undefined, agent]
  // Where goods go is not where it happens.
  const named = type === 'export' ? undefined : detail.market
  const given = named ?? (await marketSet(call, ledger, here))
  const items = [
    ...packs.map(({ product, serial }) => `${product}/${serial}`),
    ...batches.map(({ product, lot }) => `${product}/${lot}`),
    ...containers,
    ...products,
  ]
  return await regimesOf(call, { type, undoes: detail.undoes }, given, items)
}

/** A record is confirmed by its author (docs/spec/07-streams.md#keys); another's word for it says nothing. */
async function refuseStranger(ledger: Ledger, { type, detail }: ActFrame, agent: string): Promise<void> {
  const { reason, target } = detail
  if (type !== 'observe' || target === undefined || reason !== (await import('@packtrail/custody')).REATTEST) return
  const claim = toHex(target)
  for await (const logged of ledger.events()) {
    if (logged.claim !== claim) continue
    const author = authorOf(logged) ?? say.nobody
    if (author === agent) return
    throw dataError('DATA_BAD', say.notTheAuthor(logged.g, author, agent), { hint: say.notTheAuthorHint })
  }
  throw dataError('NOT_FOUND', say.noClaim(claim), { hint: say.claimHint })
}

/** `PRODUCT/SERIAL` where a batch is read: nothing is recorded of a lot that only is a serial. */
async function refuseSerials(ledger: Ledger, batches: readonly NamedBatch[]): Promise<void> {
  for (const { product, lot } of batches) {
    if ((ledger.batch(product, lot)?.packs ?? 0) > 0) continue
    const found = await ledger.item(`${product}/${lot}`)
    if (found?.member === undefined) continue
    throw dataError('DATA_BAD', say.serialAsLot(product, lot), { hint: say.serialAsLotHint(product, lot) })
  }
}

/** Of batches of which nothing is registered: those that are spelt nearly so. */
async function nearOf(
  ledger: Ledger,
  recorded: readonly Recorded[],
  batches: readonly NamedBatch[],
): Promise<readonly string[]> {
  const unknown = recorded.some(({ findings }) => findings.some(({ code }) => code === 'NOTHING_REGISTERED'))
  if (!unknown) return []
  const near = new Set<string>()
  for (const batch of batches) {
    if ((ledger.batch(batch.product, batch.lot)?.packs ?? 0) > 0) continue
    for (const one of await nearBatches(ledger, batch)) near.add(one)
  }
  return [...near]
}

/** Of what is handed out, where: a recall in one market stops nothing where nobody says which market this is. */
async function withMarket(call: Call, { ledger }: Session, frame: ActFrame, goods: Goods): Promise<ActFrame> {
  const market = await marketHere(call, ledger, [placeOption(call, 'at'), partyOption(call, 'as')])
  if (market !== undefined) return { ...frame, detail: { ...frame.detail, market } }
  const { packs, containers } = goods
  const asked = [
    ...packs.map(({ product, serial }) => ledger.scan({ product, serial })),
    ...containers.map((container) => ledger.scanContainer(container)),
  ]
  const reasons = (await Promise.all(asked)).flatMap((one) => one?.reasons ?? [])
  const found = reasons.find(({ code }) => code === 'RECALLED_ELSEWHERE')
  if (found !== undefined)
    throw dataError('DATA_BAD', found.message, { hint: words.counter.doHere[found.code] ?? found.whatToDo })
  return frame
}

function parentOption(call: Call, type: EventType): string | undefined {
  if (type === 'aggregate') return parentOf(call, 'into')
  return type === 'disaggregate' ? parentOf(call, 'outOf') : undefined
}

async function goodsOf(call: Call, type: EventType, args: readonly string[]): Promise<Goods> {
  const none: Goods = { packs: [], containers: [], batches: [], products: [], warnings: [] }
  if (type === 'disaggregate' && call.flag('all')) {
    if (args.length > 0) throw usageError('USAGE', say.allOrCodes)
    return none
  }
  return readGoods(call, type, await allCodes(call.io, args), await scannerOf(call))
}

function describe({ packs, containers, batches, products }: Goods): string {
  const only = packs.length + containers.length + batches.length + products.length === 1
  if (only) {
    const [pack] = packs
    const [batch] = batches
    if (pack !== undefined) return `${pack.product}/${pack.serial}`
    if (batch !== undefined) return say.batch(`${batch.product}/${batch.lot}`)
    return containers[0] ?? say.product(products[0] ?? '')
  }
  const parts = [
    say.packs(packs.length),
    say.containers(containers.length),
    say.batches(batches.length),
    say.products(products.length),
  ]
  return parts.filter((part) => part !== '').join(', ') || say.everything
}
