/**
 * A program that is going to be killed: it opens or makes a ledger and records drafts one group after the other, and says on
 * standard output what has been acknowledged. Arguments: directory, anchor folder, key file, groups.
 */
import { existsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Draft, fileSigner, initLedger, openLedger } from '../src/index.ts'
import { commission, MAKER, OPERATOR, PRODUCT, START } from './world.ts'

const [directory = '', anchorDir = '', keyFile = '', groups = '0'] = process.argv.slice(2)

/** Serials of one group: registered as one manifest, every third large enough to be written ahead, then packed. */
export function draftsOf(group: number): Draft[] {
  const count = group % 3 === 2 ? 6000 : 300
  const serials = Array.from({ length: count }, (_, i) => `G${group}-${i}`)
  const when = { ms: START + group * 60_000, offset: 0, precision: 'ms' } as const
  const parent = `sscc:${sscc(group)}`
  const who = { agent: MAKER }
  return [
    commission(serials, 0, `LOT${group}`),
    {
      type: 'aggregate',
      when,
      who,
      packs: serials.slice(0, 200).map((serial) => ({ product: PRODUCT, serial })),
      parent,
    },
    ...serials
      .slice(200, 300)
      .map((serial): Draft => ({ type: 'observe', when, who, packs: [{ product: PRODUCT, serial }] })),
  ]
}

function sscc(group: number): string {
  const digits = `3401234${String(group).padStart(10, '0')}`
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return digits + String((10 - (sum % 10)) % 10)
}

async function main(): Promise<void> {
  const signer = await fileSigner(keyFile)
  const options = { signer, clock: () => START + 86_400_000, anchorDir }
  const ledger = existsSync(join(directory, 'CURRENT'))
    ? await openLedger(directory, options)
    : await initLedger(directory, { ...options, origin: 'example.org/crash', operator: OPERATOR })
  if (ledger.readOnlyReason !== undefined) throw new Error(ledger.readOnlyReason)
  writeSync(1, 'open\n')
  for (let group = 0; group < Number(groups); group++) {
    for await (const { outcome, g, draft } of ledger.attest(draftsOf(group), { mode: 'document' })) {
      writeSync(1, `${outcome} ${g} ${draft.type}\n`)
    }
    if (group % 4 === 3) writeSync(1, `sealed ${(await ledger.seal()).size}\n`)
  }
  await ledger.close()
  writeSync(1, 'done\n')
}

if (process.argv[1]?.endsWith('crash-child.ts') === true) await main()
