import { formatVerifierKey, isOrigin, toHex } from '@packtrail/protocol'
import { readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { ourError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { exists } from '../files.ts'
import { type Home, homeOf } from '../home.ts'
import { makeKey } from '../key-file.ts'
import { nodeCryptography } from '../lazy.ts'
import { writeText } from '../output-file.ts'
import { policyText, readPolicy } from '../policy-file.ts'
import { words } from '../words.ts'

const { init: say } = words

export const INIT: CommandSpec = {
  name: 'init',
  group: 'running',
  options: ['origin', 'operator', 'ledger'],
  run: init,
}

async function init(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const home = homeOf(call)
  const origin = call.text('origin') ?? `packtrail.local/${toHex(io.random(4))}`
  if (!isOrigin(origin)) throw usageError('BAD_ARGUMENT', say.badOrigin(origin), say.badOriginHint)
  const operator = readParty(call.text('operator') ?? 'uri:urn:packtrail:operator', words.acts.partyWord)
  if (await exists(io, home.db)) throw usageError('LEDGER_EXISTS', say.there(home.name), words.ledger.existsHint)
  await makeFolders(call, home)
  const { initLedger, stateFolder } = await import('@packtrail/core')
  const signer = await makeKey(io, home.ledgerKey)
  const options = { origin, operator, signer, clock: io.now, anchorDir: stateFolder(io.env) }
  const ledger = await initLedger(home.db, options).catch(async (error: unknown) => {
    // Half a ledger would be in the way of the next try, and its key is worth nothing.
    await io.fs.rm(home.db, { recursive: true, force: true }).catch(() => undefined)
    await io.fs.unlink(home.ledgerKey).catch(() => undefined)
    throw error
  })
  const key = formatVerifierKey((await nodeCryptography()).sha256, origin, signer.publicKey, 'ledger')
  const ledgerId = toHex(ledger.ledgerId)
  await ledger.close()
  await writeText(io, home.policy, policyText({ origin, ledgerId, keys: [key] }))
  const { fingerprint } = await readPolicy(io, home.policy)
  await out.value({ ledger: home.dir, ledgerId, origin, operator, key, policy: home.policy, fingerprint })
  await out.text(say.made(home.name, origin, operator, fingerprint))
  await out.say(say.next)
  return EXIT.done
}

async function makeFolders(call: Call, home: Home): Promise<void> {
  try {
    await call.io.fs.mkdir(home.keys, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw ourError('WRITE_FAILED', say.noFolder(home.name, (error as Error).message), {
      hint: words.files.mayNotWriteHint,
      cause: error,
    })
  }
}
