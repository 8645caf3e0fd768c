/**
 * Crimes with the whole history, by whoever holds the ledger's key and all its files: what comes out is properly signed from the
 * first entry to the last. Only somebody who remembers can tell, and the auditor has a memory file of a few hundred bytes.
 */
import { cpSync, readFileSync } from 'node:fs'
import type { Act } from './acts.ts'
import type { Cast } from './cast.ts'
import { SOLD_OF_SMALL } from './cast.ts'
import type { Committed, Crime } from './crime.ts'
import { code } from './crimes-goods.ts'
import { actsCsv } from './csv.ts'
import { tillActs } from './files.ts'
import { BACKUP, exportBundle, LEDGER, lastSeller } from './honest.ts'
import { gln } from './scenario.ts'
import type { Place, Stage } from './stage.ts'

const DAY = 86_400_000

export function historyCrimes(cast: Cast): Crime[] {
  const { small, counter } = cast
  const seller = lastSeller(cast)
  const operator = 'the operator, with the ledger’s key and all files'
  return [
    {
      word: 'cut-tail',
      title: 'The tail of the history is cut off',
      by: operator,
      deed: `The sales of ${seller.name} never happened: the ledger goes on from the day before and is longer than before.`,
      code: 'FORK',
      async commit(stage) {
        const place = backup(stage, 'cut-tail')
        await lengthen(stage, place, cast)
        const params = { size: remembered(stage).size }
        return handOver(stage, place, cast, 'crime-cut-tail', params)
      },
    },
    {
      word: 'shadow',
      title: 'A shadow history of the batch',
      by: operator,
      deed: `The auditor is shown another history, in which ${counter.name} sold what ${seller.name} has sold.`,
      code: 'BATCH_REWRITTEN',
      async commit(stage) {
        const place = backup(stage, 'shadow')
        const sales = soldBy(cast).map(
          (serial, i): Act => ({
            type: 'dispense',
            time: small.start + (20 + i) * DAY,
            agent: counter.id,
            goods: small,
            serials: [serial],
          }),
        )
        await stage.packtrail(place, ['import', stage.write(`${place.state}/shadow.csv`, actsCsv(sales))])
        await lengthen(stage, place, cast)
        const params = { size: remembered(stage).batches[`${small.product}/${small.lot}`]?.size ?? 0 }
        return handOver(stage, place, cast, 'crime-shadow', params)
      },
    },
    {
      word: 'older-backup',
      title: 'An older backup is put back',
      by: 'an administrator who restores a folder',
      deed: 'The database folder of the day before takes the place of today’s, and a bundle of it goes to the auditor.',
      code: 'ROLLBACK',
      async commit(stage) {
        const bundle = await exportBundle(stage, backup(stage, 'older-backup'), small, 'crime-older-backup')
        return { bundle, memory: 'copy', place: { params: { kept: remembered(stage).size } } }
      },
      alsoSeen: (stage) => opensReadOnly(stage, cast),
    },
  ]
}

function backup(stage: Stage, name: string): Place {
  return stage.copy({ ledger: `crimes/${BACKUP}/ledger`, state: `crimes/${BACKUP}/state` }, name)
}

function soldBy({ small }: Cast): readonly string[] {
  return (small.deliveries[2]?.cases[0]?.serials ?? []).slice(0, 2 * SOLD_OF_SMALL)
}

/** Harmless records until the forged log is longer than the true one. */
async function lengthen(stage: Stage, place: Place, cast: Cast): Promise<void> {
  const { sales } = tillActs(cast, lastSeller(cast))
  const rows = Array.from(
    { length: sales.length + 100 },
    (_, i) => `${gln(20_000 + i)},"Newcomer ${i}",pharmacy,N-${i},2020-01-01,,active`,
  )
  const file = stage.write(
    `${place.state}/newcomers.csv`,
    `party,name,role,licence,from,until,status\n${rows.join('\n')}\n`,
  )
  await stage.packtrail(place, ['party', '--csv', file])
}

async function handOver(
  stage: Stage,
  place: Place,
  { small }: Cast,
  name: string,
  params: Readonly<Record<string, number>>,
): Promise<Committed> {
  const since = String(remembered(stage).size)
  const bundle = await exportBundle(stage, place, small, name, ['--since', since])
  return { bundle, memory: 'copy', place: { params } }
}

interface Remembered {
  readonly size: number
  readonly batches: Readonly<Record<string, { readonly size: number }>>
}

/** What the auditor has seen of the ledger, from his memory file. */
function remembered(stage: Stage): Remembered {
  const text = readFileSync(stage.path('auditor', 'memory.json'), 'utf8')
  const { ledgers } = JSON.parse(text) as { readonly ledgers: Readonly<Record<string, Remembered>> }
  return Object.values(ledgers)[0] as Remembered
}

/** The backup's database under today's anchor: it must say that it is old, and write nothing. */
async function opensReadOnly(stage: Stage, cast: Cast): ReturnType<NonNullable<Crime['alsoSeen']>> {
  const old = backup(stage, 'restored')
  const place: Place = { ledger: old.ledger, state: 'crimes/restored/state-of-today' }
  cpSync(stage.path(LEDGER.state), stage.path(place.state), { recursive: true })
  const pack = code(cast.small, soldBy(cast)[0] as string)
  const tried = await stage.packtrail(place, ['dispense', pack, '--as', cast.counter.id], { exits: [0, 1, 2, 3] })
  if (tried.exit === 3) return { said: tried.err.split('\nhint:')[0]?.trim() ?? '' }
  return { missing: `the restored ledger took a sale (exit ${tried.exit}) instead of opening read-only` }
}
