/**
 * Crimes with goods: the evidence is sound, signed and complete, and shows that something is wrong with the packs. Each is
 * committed on a copy of the ledger that only writes down (`--observe`), so that the judgement is the auditor's alone.
 */

import { pharmacyActs } from './acts.ts'
import type { Cast } from './cast.ts'
import { SOLD_OF_SMALL } from './cast.ts'
import type { Crime } from './crime.ts'
import { exportBundle, LEDGER, sign } from './honest.ts'
import type { Case, Goods, Party, Scenario } from './scenario.ts'
import type { Place, Stage } from './stage.ts'

type Act = { readonly by: Party; readonly argv: readonly string[] }

const NEVER_MADE = 'MXNT3QG7WAYKPF'
const DAY = 86_400_000

export function goodsCrimes(cast: Cast): Crime[] {
  const { small } = cast
  const [first, second, third, fourth] = small.pharmacies as [Party, Party, Party, Party]
  const sold = (shop: Party, i: number): string => shelf(small, shop)[i] as string
  const fresh = (shop: Party, i: number): string => shelf(small, shop)[SOLD_OF_SMALL + i] as string
  const late = (days: number): string => new Date(small.start + days * DAY + 10 * 3_600_000).toISOString()
  const dispense = (by: Party, serial: string, days: number): Act => ({
    by,
    argv: ['dispense', code(small, serial), '--time', late(days)],
  })
  const stolen = fresh(second, 0)
  const unopened = caseOf(small, fourth)
  return [
    goods(cast, {
      word: 'clone',
      title: 'A copied pack is sold a second time',
      by: 'a counterfeiter who copied one printed code',
      deed: `${second.name} sells, in good faith, a pack with the code of one that ${first.name} sold weeks before.`,
      code: 'SECOND_DISPENSE',
      serial: sold(first, 3),
      acts: [dispense(second, sold(first, 3), 40)],
    }),
    goods(cast, {
      word: 'never-made',
      title: 'A serial that was never made',
      by: 'a counterfeiter who invents serials',
      deed: `${third.name} sells a pack whose serial looks right and stands in no manifest.`,
      code: 'UNKNOWN_SERIAL',
      serial: NEVER_MADE,
      acts: [dispense(third, NEVER_MADE, 40)],
    }),
    goods(cast, {
      word: 'off-record',
      title: 'A case changes hands off the record',
      by: 'two pharmacies without a delivery note',
      deed: `A closed case of ${fourth.name} is opened and sold by ${second.name}; nobody recorded a hand-over.`,
      code: 'DISPENSED_BY_NON_HOLDER',
      serial: unopened.serials[0] as string,
      acts: [
        { by: second, argv: ['unpack', '--out-of', unopened.id, '--all', '--time', late(39)] },
        dispense(second, unopened.serials[0] as string, 40),
      ],
    }),
    goods(cast, {
      word: 'expired',
      title: 'An expired pack is handed out',
      by: 'a careless pharmacy',
      deed: `${third.name} sells a pack three weeks after the end of its shelf life, ${small.expiry}.`,
      code: 'DISPENSED_EXPIRED',
      serial: fresh(third, 5),
      acts: [dispense(third, fresh(third, 5), 138)],
    }),
    goods(cast, {
      word: 'recalled',
      title: 'A recalled pack is handed out',
      by: 'a pharmacy that did not read the notice',
      deed: `${small.manufacturer.name} recalls the lot; ${third.name} sells a pack of it ten days later.`,
      code: 'DISPENSED_RECALLED',
      serial: fresh(third, 6),
      acts: [
        {
          by: small.manufacturer,
          argv: ['recall', `${small.product}/${small.lot}`, '--reason', 'quality', '--time', late(50)],
        },
        dispense(third, fresh(third, 6), 60),
      ],
    }),
    goods(cast, {
      word: 'stolen',
      title: 'A stolen pack comes back to a counter',
      by: 'a thief with a buyer',
      deed: `${second.name} reports a break-in; a week later ${third.name} sells one of the stolen packs.`,
      code: 'EVENT_AFTER_END',
      serial: stolen,
      acts: [
        { by: second, argv: ['steal', code(small, stolen), code(small, fresh(second, 1)), '--time', late(45)] },
        dispense(third, stolen, 52),
      ],
    }),
  ]
}

type Plot = Omit<Crime, 'commit'> & { readonly serial: string; readonly acts: readonly Act[] }

function goods({ small }: Cast, { acts, serial, ...crime }: Plot): Crime {
  return {
    ...crime,
    async commit(stage: Stage) {
      const place = stage.copy(LEDGER, crime.word)
      const files: string[] = []
      for (const [i, { by, argv }] of acts.entries()) {
        files.push(await sign(stage, by, `crime-${crime.word}-${i + 1}`, [...argv, '--as', by.id]))
      }
      await stage.packtrail(place, ['import', '--observe', ...files], { exits: [0, 1] })
      const item = `${small.product}/${serial}`
      const record = await lastRecord(stage, place, item)
      return { bundle: await exportBundle(stage, place, small, `crime-${crime.word}`), place: { item, record } }
    },
  }
}

/** Where the ledger put the latest act with this pack. */
async function lastRecord(stage: Stage, place: Place, item: string): Promise<number> {
  const { out } = await stage.packtrail(place, ['history', item, '--json'])
  const { events } = JSON.parse(out) as { readonly events: readonly { readonly g: number }[] }
  return Math.max(...events.map(({ g }) => g))
}

/** Serials of a pharmacy's packs in the order in which it sells them. */
function shelf(scenario: Scenario, shop: Party): string[] {
  return pharmacyActs(scenario, shop).dispense.flatMap(({ serials }) => serials ?? [])
}

function caseOf({ deliveries }: Scenario, shop: Party): Case {
  return deliveries.find(({ to }) => to.id === shop.id)?.cases[0] as Case
}

/** What a scanner reads from the pack, in its printed form. */
export function code({ product, lot, expiry }: Goods, serial: string): string {
  return `(01)${product}(21)${serial}(10)${lot}(17)${expiry.slice(2).replaceAll('-', '')}`
}
