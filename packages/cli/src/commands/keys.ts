import { join } from 'node:path'
import type { Draft, Ledger } from '@packtrail/core'
import { equalBytes, fromHex, type KeyEndSubject, type KeySubject } from '@packtrail/protocol'
import { partyOption } from '../acts.ts'
import { readProduct } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { CliError, dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { exists, pathOf, shownPath } from '../files.ts'
import { homeOf, keyFileOf } from '../home.ts'
import {
  type KeyRequest,
  keyIdText,
  keyName,
  makeKey,
  noteOwner,
  readKey,
  readRequest,
  requestFor,
  requestText,
} from '../key-file.ts'
import { type KnownKey, readMaster } from '../master.ts'
import { writeText } from '../output-file.ts'
import { actorOf } from '../perform.ts'
import { readPolicy } from '../policy-file.ts'
import { answer, record } from '../record.ts'
import { type Session, withLedger } from '../session.ts'
import { timeNow } from '../time.ts'
import { table } from '../width.ts'
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

export const KEYS_LIST: CommandSpec = {
  name: 'keys list',
  group: 'running',
  options: ['as'],
  opensLedger: true,
  run: list,
}

export const KEYS_RETIRE: CommandSpec = {
  name: 'keys retire',
  group: 'running',
  args: ['<key-id>'],
  options: ['as', 'key'],
  opensLedger: true,
  run: (call) => end(call, 'retire'),
}

export const KEYS_REVOKE: CommandSpec = {
  name: 'keys revoke',
  group: 'running',
  args: ['<key-id>'],
  options: ['since', 'as', 'key'],
  opensLedger: true,
  run: (call) => end(call, 'revoke'),
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
  await noteOwner(io, file, actor)
  await writeText(io, requestFile, requestText(await requestFor(policy.ledgerId, actor, signer)), {
    exclusive: true,
    own: true,
  })
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

async function keysOf(call: Call, { ledger }: Session): Promise<readonly KnownKey[]> {
  const actor = partyOption(call, 'as')
  const filter = actor === undefined ? {} : { stream: { type: 'authority', actor } as const }
  return [...(await readMaster(call, ledger, filter)).keys.values()]
}

async function list(call: Call): Promise<ExitCode> {
  const { out } = call
  return await withLedger(call, 'read', async (session) => {
    const keys: (KnownKey & { readonly here: boolean })[] = []
    for (const key of await keysOf(call, session)) {
      const file = await keyFileOf(call, session.home, key.actor)
      const here = file !== undefined && (await keyIdIn(call, file)) === key.keyId
      keys.push({ ...key, here })
    }
    await out.value({ keys })
    const rows = keys.map(({ keyId, actor, how, ended, here, products }) => [
      keyId,
      actor,
      how === undefined ? say.inForce : say.ended(how, ended ?? 0),
      [here ? say.here : '', products === undefined ? '' : products.join(', ')]
        .filter((part) => part !== '')
        .join('; '),
    ])
    await out.text(table(rows))
    return EXIT.done
  })
}

/** Of a key file that cannot be used it is said so; the list is there all the same. */
async function keyIdIn(call: Call, file: string): Promise<string | undefined> {
  try {
    return await keyIdText((await readKey(call.io, file)).publicKey)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    await call.out.say(`${error.message}\n`)
    return undefined
  }
}

/** By the operator, or by the party with a key of its own: `--as` and its key here, or `--key`. */
async function end(call: Call, type: 'retire' | 'revoke'): Promise<ExitCode> {
  const [text = ''] = call.args
  const wanted = text.replace(/…$/, '').toLowerCase()
  if (!/^[0-9a-f]{6,32}$/.test(wanted)) throw usageError('BAD_ARGUMENT', say.badKeyId(text), say.badKeyIdHint)
  const since = call.count('since')
  return await withLedger(call, 'write', async (session) => {
    const found = (await keysOf(call, session)).filter(({ keyId }) => keyId.startsWith(wanted))
    const [key] = found
    if (key === undefined || found.length > 1)
      throw dataError('NOT_FOUND', say.noKey(text, found.length), { hint: say.badKeyIdHint })
    const subject: KeyEndSubject = {
      kind: 'keyEnd',
      actor: key.actor,
      keyId: fromHex(key.keyId) ?? new Uint8Array(16),
      ...(since === undefined ? {} : { compromisedSince: since }),
    }
    const when = timeNow(call.io)
    const actor = await actorOf(call, session)
    const recorded =
      actor.signer === undefined
        ? await record(
            session,
            [{ type, when, who: { agent: session.ledger.operator }, subjects: [subject] }],
            'document',
          )
        : await actor.submit(
            [{ event: { type, detail: {}, when, who: { agent: actor.party }, subjects: [subject] } }],
            'document',
          )
    return await answer(call, recorded, say.isEnded(type, key.keyId, key.actor), { actor: key.actor, keyId: key.keyId })
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
