/** Acts as a till exports them: the CSV that `packtrail import` documents, a row an item, an event number for what belongs together. */
import type { Act } from './acts.ts'

const HEADER =
  'event,action,time,product,serial,lot,expiry,item,parent,agent,bizLocation,fromOwner,fromHolder,toOwner,toHolder,doc'

export function actsCsv(acts: readonly Act[]): string {
  const rows = acts.flatMap((act, i) => {
    const { goods, agent, parent = '', from = '', to = '', advice } = act
    const row = (product: string, serial: string, item: string): string =>
      [
        i + 1,
        act.type,
        new Date(act.time).toISOString(),
        product,
        serial,
        product === '' ? '' : goods.lot,
        product === '' ? '' : goods.expiry,
        item,
        parent,
        agent,
        agent,
        from,
        from,
        to,
        to,
        advice === undefined ? '' : `desadv:${advice}`,
      ].join(',')
    const packs = (act.serials ?? []).map((serial) => row(goods.product, serial, ''))
    return [...packs, ...(act.containers ?? []).map((container) => row('', '', container))]
  })
  return `${[HEADER, ...rows].join('\n')}\n`
}
