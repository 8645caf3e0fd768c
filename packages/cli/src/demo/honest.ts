/** The first half of the demo: everybody does their work, and the auditor finds nothing. */
import { copyFileSync, mkdirSync } from 'node:fs'
import type { Cast } from './cast.ts'
import type { Files } from './files.ts'
import type { Party } from './scenario.ts'
import type { Audit, Place, Stage } from './stage.ts'
import type { Tell } from './tell.ts'

export const LEDGER: Place = { ledger: 'ledger', state: 'state' }
const POLICY = 'auditor/policy.json'
/** Under `crimes/`: the ledger as it was before the last pharmacy sent its sales. */
export const BACKUP = 'backup'

/** Whose sales come last: they are in no backup. */
export function lastSeller({ small }: Cast): Party {
  return small.pharmacies[2] as Party
}

export function keyOf({ word }: Party): string {
  return `keys/${word}.key`
}

export async function openLedger(stage: Stage, tell: Tell, cast: Cast, files: Files): Promise<void> {
  await stage.packtrail(LEDGER, ['init', '--origin', 'packtrail.example/demo', '--operator', cast.big.operator.id])
  for (const folder of ['auditor', 'keys', 'sent', 'receipts', 'bundles'])
    mkdirSync(stage.path(folder), { recursive: true })
  copyFileSync(stage.path(LEDGER.ledger, 'policy.json'), stage.path(POLICY))
  await tell.done('a ledger, its own key, and the policy file for auditors', 'ledger/, auditor/policy.json')
  await stage.packtrail(LEDGER, ['party', '--csv', files.parties])
  await stage.packtrail(LEDGER, ['product', '--csv', files.products])
  await tell.done(`${cast.actors.length + 4} parties with their licences, 2 products`)
  for (const [i, party] of cast.actors.entries()) {
    await tell.busy(`key ${i + 1} of ${cast.actors.length}`)
    const request = `keys/${party.word}.request.json`
    await stage.packtrail(undefined, [
      'keys',
      'new',
      '--as',
      party.id,
      '--policy',
      POLICY,
      '--key',
      keyOf(party),
      '--request',
      request,
    ])
    await stage.packtrail(LEDGER, ['keys', 'add', request])
  }
  await tell.done(`${cast.actors.length} parties made a key each and showed that they hold it`, 'keys/*.key')
}

/** Sign documents into a submission file, with a key and without a ledger. */
export async function sign(stage: Stage, party: Party, name: string, argv: readonly string[]): Promise<string> {
  const file = `sent/${name}.pts`
  await stage.packtrail(undefined, ['submit', ...argv, '--key', keyOf(party), '--policy', POLICY, '-o', file])
  return file
}

export async function fillLedger(stage: Stage, tell: Tell, cast: Cast, files: Files): Promise<void> {
  const { big } = cast
  const line = await sign(stage, big.manufacturer, 'manufacturer', ['import', ...files.manufacturer])
  await tell.done(`${big.manufacturer.name} signs what its line reported, in one submission file`, line)
  await take(stage, tell, [line])
  await stage.packtrail(LEDGER, ['import', ...files.goodsIn])
  await tell.done(
    `${big.wholesaler.name}'s goods-in system cannot sign: its EPCIS 1.2 file is attested by the operator`,
    files.goodsIn[0],
  )
  await take(stage, tell, [await sign(stage, big.wholesaler, 'wholesaler', ['import', ...files.deliveries])])
  await tell.done(`${big.wholesaler.name} signs its deliveries`, 'sent/wholesaler.pts')
  const intakes: string[] = []
  for (const { party, intake } of files.pharmacies) {
    await tell.busy(`${party.name} signs its goods in`)
    intakes.push(await sign(stage, party, `${party.word}-goods-in`, ['import', intake]))
  }
  await take(stage, tell, intakes, 'receipts')
  await tell.done(
    `${files.pharmacies.length} pharmacies sign their goods in; a receipt file comes back to each`,
    'receipts/',
  )
  const sales: string[] = []
  let last = ''
  for (const { party, sales: file } of files.pharmacies) {
    if (file === '') continue
    await tell.busy(`${party.name} signs its sales`)
    const seen = `receipts/${party.word}-goods-in.pts.receipt`
    const signed = await sign(stage, party, `${party.word}-sales`, ['import', file, '--seen', seen])
    if (party.id === lastSeller(cast).id) last = signed
    else sales.push(signed)
  }
  await take(stage, tell, sales)
  await stage.packtrail(LEDGER, ['checkpoint'])
  stage.copy(LEDGER, BACKUP)
  await take(stage, tell, [last])
  await tell.done(
    'they sign their sales, and with them the newest checkpoint they have seen: so each is a witness',
    'sent/',
  )
}

async function take(stage: Stage, tell: Tell, submissions: readonly string[], receipts?: string): Promise<void> {
  await tell.busy(`importing ${submissions.length === 1 ? submissions[0] : `${submissions.length} submission files`}`)
  const more = receipts === undefined ? [] : ['--receipts', receipts]
  await stage.packtrail(LEDGER, ['import', ...submissions, ...more])
}

export async function takeChina(stage: Stage, cast: Cast, files: Files): Promise<void> {
  const { maker, buyer } = cast.china
  await stage.packtrail(LEDGER, ['import', files.china.relation, '--as', maker.id])
  await stage.packtrail(LEDGER, ['import', files.china.out, '--as', maker.id])
  await stage.packtrail(LEDGER, ['import', files.china.in, '--as', buyer.id])
}

/** Seal, write the bundle of a batch, and hand it to the auditor. */
export async function exportBundle(
  stage: Stage,
  place: Place,
  batch: { readonly product: string; readonly lot: string },
  name: string,
  more: readonly string[] = [],
): Promise<Uint8Array> {
  const file = `bundles/${name}.ptb`
  await stage.packtrail(place, ['export', '--batch', `${batch.product}/${batch.lot}`, '-o', file, ...more])
  return stage.read(file)
}

/** @returns what is wrong with an audit that should have found nothing. */
export function unclean({ exit, findings, headline }: Audit): string | undefined {
  if (exit === 0 && findings.length === 0) return undefined
  const first = findings[0]
  return `${headline} (exit ${exit}, ${findings.length} findings${first === undefined ? '' : `, first ${first.code}: ${first.message}`})`
}
