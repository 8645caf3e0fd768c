/** What a record of the log is to those who are told of acts: on which goods, where, by whom, when. */
import type { LoggedEvent } from '@packtrail/core'
import type { SeenEvent } from '@packtrail/protocol'
import type { Act, GoodsWord } from '@packtrail/regimes'
import type { MarketOf } from './paper-market.ts'

export interface NamedGoods {
  readonly what: GoodsWord
  readonly items: readonly string[]
}

export type PlacedAct = Omit<Act, 'market'> & { readonly market: string | undefined }

/** One act a market and kind of goods: a registration concerns every market that its packs are meant for. */
export function actsOf({ g, claim, event, recorded, signer }: LoggedEvent, marketOf: MarketOf): readonly PlacedAct[] {
  const agent = event.who?.agent ?? signer
  const { type, when, detail } = event
  const { undoes, units } = detail
  const time = when?.ms ?? recorded
  const day = new Date(time + (when?.offset ?? 0) * 60_000).toISOString().slice(0, 10)
  const found = new Map<string, PlacedAct & { readonly items: string[] }>()
  for (const [what, item, lot] of namedIn(event)) {
    for (const market of marketOf(event, g, agent, item, lot)) {
      const key = `${what} ${market ?? ''}`
      const known = found.get(key)
      if (known !== undefined) known.items.push(item)
      else found.set(key, { g, claim, type, undoes, units, agent, market, day, time, what, items: [item] })
    }
  }
  return [...found.values()]
}

export function goodsOf(event: SeenEvent): readonly NamedGoods[] {
  const found = new Map<GoodsWord, string[]>()
  for (const [what, item] of namedIn(event)) {
    const known = found.get(what)
    if (known === undefined) found.set(what, [item])
    else known.push(item)
  }
  return [...found].map(([what, items]) => ({ what, items }))
}

/** What an act is about: not the container that something is put into. */
function* namedIn({ type, subjects }: SeenEvent): Generator<readonly [what: GoodsWord, item: string, lot?: string]> {
  for (const subject of subjects) {
    switch (subject.kind) {
      case 'packs':
        for (const serial of subject.serials) yield ['pack', `${subject.product}/${serial}`, subject.lot]
        break
      case 'unplaced':
        yield ['pack', `${subject.product}/${subject.serial}`]
        break
      case 'container':
        // A case that is registered belongs to the report of the batch that is in it.
        if (subject.role !== 'parent' && type !== 'commission') yield ['container', subject.container]
        break
      case 'manifest':
      case 'batch':
        yield ['batch', `${subject.product}/${subject.lot}`, subject.lot]
        break
      case 'product':
        yield ['product', subject.product]
        break
      default:
    }
  }
}
