/** Acts on goods: one spec a short name, and `event` for every other type. */
import type { DraftEvent } from '@packtrail/exchange'
import type { EventType } from '@packtrail/protocol'
import { ACT_OPTIONS, draftsOf, frameOf, type Goods, parentOf, readActType, readGoods, withTarget } from '../acts.ts'
import { readParty } from '../codes.ts'
import type { Call, CommandSpec, Group } from '../command.ts'
import { usageError } from '../error.ts'
import type { ExitCode } from '../exit.ts'
import { allCodes } from '../lines.ts'
import type { OptionName } from '../options.ts'
import { actorOf } from '../perform.ts'
import { answer } from '../record.ts'
import { renderFaults } from '../render/faults.ts'
import { withLedger } from '../session.ts'
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
    const drafts: DraftEvent[] = draftsOf(withTarget(call, frameOf(call, type, agent)), goods, parent)
    const recorded = await actor.perform(drafts, 'live')
    if (actor.attested) await out.say(say.attested(agent))
    const { packs, containers, batches, products } = goods
    return await answer(call, recorded, say.done(type, describe(goods), parent), {
      type,
      as: agent,
      attested: actor.attested,
      packs: packs.length,
      containers,
      batches,
      products,
      parent,
    })
  })
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
  return readGoods(call, type, await allCodes(call.io, args))
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
