/** A sealed ledger of a few hundred records in the places where the program keeps one, made in one go. */
import { mkdirSync } from 'node:fs'
import { createKeyFile, type Draft, initLedger, openLedger } from '../../packages/core/src/index.ts'
import type { Home } from './program.ts'
import { PRODUCT, serialOf } from './trade.ts'

const OPERATOR = 'uri:urn:packtrail:operator'
const MAKER = 'gln:4099999000005'
const START = Date.UTC(2026, 2, 1)

/** @param tables True to have all rows in tables; else they are in the database's log, as a run leaves them. */
export async function makeSample(home: Home, tables: boolean): Promise<void> {
  const directory = home.path('ledger', 'db')
  mkdirSync(home.path('ledger', 'keys'), { recursive: true })
  const signer = await createKeyFile(home.path('ledger', 'keys', 'ledger.pem'))
  let now = START
  const clock = (): number => {
    now += 1000
    return now
  }
  const options = { signer, clock, anchorDir: home.path('state', 'packtrail') }
  const ledger = await initLedger(directory, { ...options, origin: 'example.org/sample', operator: OPERATOR })
  for (const drafts of [registration(0), observations(), registration(1)]) {
    for await (const { outcome } of ledger.attest(drafts, { mode: 'document' })) {
      if (outcome !== 'appended') throw new Error(`the sample was ${outcome}`)
    }
    await ledger.seal()
  }
  await ledger.close()
  // LevelDB moves its log into a table when it is opened.
  if (tables) await (await openLedger(directory, options)).close()
}

function registration(table: number): Draft[] {
  const serials = Array.from({ length: 300 }, (_, i) => serialOf(table, i))
  return [{ type: 'commission', who: { agent: MAKER }, commission: { product: PRODUCT, lot: `LOT${table}`, serials } }]
}

function observations(): Draft[] {
  return Array.from({ length: 280 }, (_, i) => ({
    type: 'observe',
    who: { agent: MAKER },
    when: { ms: START + 60_000 * i, offset: 0, precision: 'ms' },
    packs: [{ product: PRODUCT, serial: serialOf(0, i) }],
  }))
}
