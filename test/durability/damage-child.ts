/**
 * Opens and checks damaged copies of a ledger, one after the other, and says a line of JSON on each. A process of its own,
 * because LevelDB itself ends the process when it finds some damage. Arguments: key file, anchor folder, digest of the whole
 * ledger, then the copies.
 */
import { writeSync } from 'node:fs'
import { fileSigner, LedgerError, openLedger } from '../../packages/core/src/index.ts'
import { digest, type Judged } from './digest.ts'

const [keyFile = '', anchorDir = '', whole = '', ...copies] = process.argv.slice(2)

async function judge(copy: string): Promise<Judged> {
  const options = { signer: await fileSigner(keyFile), clock: Date.now, anchorDir }
  let ledger: Awaited<ReturnType<typeof openLedger>>
  try {
    ledger = await openLedger(copy, options)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { outcome: 'refused', why: `${error.code}: ${error.message}` }
  }
  try {
    if (ledger.readOnlyReason !== undefined) return { outcome: 'read-only', why: ledger.readOnlyReason }
    const { problems } = await ledger.fsck()
    if (problems.length > 0) return { outcome: 'found', why: problems.map(({ code }) => code).join(' ') }
  } finally {
    await ledger.close()
  }
  return { outcome: (await digest(copy)) === whole ? 'same' : 'wrong', why: '' }
}

for (const copy of copies) {
  const judged = await judge(copy).catch(
    (error: unknown): Judged => ({
      outcome: 'thrown',
      why: error instanceof Error ? String(error.stack) : String(error),
    }),
  )
  writeSync(1, `${JSON.stringify(judged)}\n`)
}
