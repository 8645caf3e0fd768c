/** Killing a ledger at random moments, and looking at what is left. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { createKeyFile, openLedger } from '../src/index.ts'
import { draftsOf } from './crash-child.ts'
import { folder, PRODUCT, START } from './world.ts'

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

interface Killed {
  readonly lines: readonly string[]
  readonly ended: boolean
}

/** Run the child and kill it after it has said so many lines, or so many ms later than that. */
function runUntil(args: readonly string[], lines: number, ms: number): Promise<Killed> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, CHILD, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    let killing = false
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      said += chunk
      if (killing || said.split('\n').length <= lines) return
      killing = true
      setTimeout(() => child.kill('SIGKILL'), ms)
    })
    child.on('error', reject)
    child.on('close', () => resolve({ lines: said.split('\n').slice(0, -1), ended: said.endsWith('done\n') }))
  })
}

export interface CrashReport {
  /** Kills that came before the child had ended by itself. */
  readonly midway: number
  /** Groups that the ledger holds at the end. */
  readonly groups: number
}

/**
 * Kill at `times` moments with work under way, each time on the ledger the last one left; at the end everything must be
 * there, once. On a busy machine a kill can come after the child has ended: it then gets more work, and does not count.
 */
export async function crash(times: number, first: number, random: () => number): Promise<CrashReport> {
  const root = folder()
  const directory = join(root, 'ledger')
  const anchorDir = join(root, 'anchor')
  const keyFile = join(root, 'key.pem')
  const signer = await createKeyFile(keyFile)
  const options = { signer, clock: () => START + 86_400_000, anchorDir }
  const acknowledged = new Set<string>()
  let groups = first
  const args = (): string[] => [directory, anchorDir, keyFile, String(groups)]
  let midway = 0
  for (let kill = 0; kill < times * 4 && midway < times; kill++) {
    // The first kill may hit the making of the ledger; later ones any group.
    const { lines, ended } = await runUntil(
      args(),
      kill === 0 ? 1 : Math.floor(random() * groups * 102),
      Math.floor(random() * 30),
    )
    if (ended) groups++
    else midway++
    for (const line of lines) if (line.startsWith('appended')) acknowledged.add(line.split(' ')[1] as string)
    const ledger = await openLedger(directory, options)
    assert.is(ledger.readOnlyReason, undefined)
    const { entries } = ledger.stats()
    for (const g of acknowledged) assert.ok(Number(g) < entries, `entry ${g} was acknowledged and is lost`)
    await ledger.close()
  }
  const last = await runUntil(args(), Number.POSITIVE_INFINITY, 0)
  assert.ok(last.ended)
  const ledger = await openLedger(directory, options)
  for (let group = 0; group < groups; group++) {
    const { serials = [] } = draftsOf(group)[0]?.commission ?? {}
    assert.is(ledger.batch(PRODUCT, `LOT${group}`)?.packs, (serials as readonly string[]).length)
  }
  let claims = 0
  for await (const { event } of ledger.events()) if (!['party', 'product', 'policy'].includes(event.type)) claims++
  assert.is(claims, groups * 102, 'nothing is recorded twice')
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
  return { midway, groups }
}
