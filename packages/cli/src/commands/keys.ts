import { join } from 'node:path'
import type { Draft, Ledger } from '@packtrail/core'
import { equalBytes, type KeySubject } from '@packtrail/protocol'
import { partyOption } from '../acts.ts'
import { readProduct } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { exists, pathOf, shownPath } from '../files.ts'
import { homeOf } from '../home.ts'
import { type KeyRequest, keyIdText, keyName, makeKey, readRequest, requestFor, requestText } from '../key-file.ts'
import { writeText } from '../output-file.ts'
import { readPolicy } from '../policy-file.ts'
import { answer, record } from '../record.ts'
import { withLedger } from '../session.ts'
import { words } from '../words.ts'

const { keys: say } = words

export const KEYS_NEW: CommandSpec = {
  name: 'keys new',
  group: 'running',
  options: ['as', 'key', 'request', 'policy', 'products', 'ledger'],
  run: make,
}

export const KEYS_ADD: CommandSpec = {
  name: 'keys add',
  group: 'running',
  args: ['<request>'],
  options: ['products'],
  opensLedger: true,
  run: add,
}

async function make(call: Call): Promise<ExitCode> {
  const actor = partyOption(call, 'as')
  if (actor === undefined) throw usageError('MISSING_ARGUMENT', say.whose, say.whoseHint)
  if (call.text('policy') !== undefined) return await makeAlone(call, actor)
  return await withLedger(call, 'write', async (session) => {
    const { ledger, home } = session
    const file = call.text('key') ?? join(home.keys, await keyName(actor))
    const signer = await makeKey(call.io, file)
    const request = await requestFor(ledger.ledgerId, actor, signer)
    const drafts = [keyDraft(ledger, request, productsOf(call))]
    const recorded = await record(session, drafts, 'document')
    const keyId = await keyIdText(signer.publicKey)
    return await answer(call, recorded, say.madeHere(actor, shownPath(call.io, file), keyId), {
      actor,
      key: file,
      keyId,
    })
  })
}

/** Without a ledger: a key, and a request that its operator admits. */
async function makeAlone(call: Call, actor: string): Promise<ExitCode> {
  const { io, out } = call
  const { policy } = await readPolicy(io, call.text('policy'))
  const file = call.text('key')
  if (file === undefined) throw usageError('MISSING_ARGUMENT', say.whichFile, say.whichFileHint)
  const requestFile = call.text('request') ?? `${file}.request.json`
  if (await exists(io, pathOf(io, requestFile))) {
    throw usageError('FILE_EXISTS', words.files.alreadyThere(requestFile), words.files.alreadyThereHint)
  }
  const signer = await makeKey(io, file)
  await writeText(io, requestFile, requestText(await requestFor(policy.ledgerId, actor, signer)), { exclusive: true })
  const keyId = await keyIdText(signer.publicKey)
  await out.value({ actor, key: file, keyId, request: requestFile })
  await out.text(say.made(actor, file, requestFile, keyId))
  await out.say(say.sendRequest(policy.origin))
  return EXIT.done
}

async function add(call: Call): Promise<ExitCode> {
  const [name = ''] = call.args
  const request = await readRequest(call.io, name)
  return await withLedger(call, 'write', async (session) => {
    const { ledger } = session
    if (!equalBytes(request.ledgerId, ledger.ledgerId))
      throw dataError('DATA_BAD', say.otherLedger(name, homeOf(call).name))
    const recorded = await record(session, [keyDraft(ledger, request, productsOf(call))], 'document')
    const keyId = await keyIdText(request.publicKey)
    return await answer(call, recorded, say.added(request.actor, keyId), { actor: request.actor, keyId })
  })
}

function productsOf(call: Call): readonly string[] | undefined {
  return call
    .text('products')
    ?.split(',')
    .map((text) => readProduct(text.trim()))
}

function keyDraft(ledger: Ledger, request: KeyRequest, products: readonly string[] | undefined): Draft {
  const { actor, publicKey, proof } = request
  const subject: KeySubject = { kind: 'key', actor, publicKey, proof, ...(products === undefined ? {} : { products }) }
  return { type: 'key', who: { agent: ledger.operator }, subjects: [subject] }
}
