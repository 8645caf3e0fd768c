/** Keys of parties: where they lie, how a new one asks to be admitted, and what was signed last with it. */
import { basename, dirname, join } from 'node:path'
import { parsePartyId } from '@packtrail/codes'
import { fromHex, type Hash, keyIdOf, keyProofMessage, type Signer, toHex } from '@packtrail/protocol'
import { dataError, usageError } from './error.ts'
import { exists, pathOf, readJson, shownPath } from './files.ts'
import type { Io } from './io.ts'
import { nodeCryptography } from './lazy.ts'
import { writeText } from './output-file.ts'
import { words } from './words.ts'

const { keys: say } = words

/** The file of a party's key in a folder of keys: readable, and another one for every party on every system. */
export async function keyName(actor: string): Promise<string> {
  const plain = actor.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40)
  const exact = /^(gln|cn-ent):[0-9a-z]{1,24}$/.test(actor)
  if (exact) return `${plain}.pem`
  return `${plain}-${toHex((await nodeCryptography()).sha256(new TextEncoder().encode(actor))).slice(0, 12)}.pem`
}

/** @throws CliError KEY_MISSING, KEY_BAD */
export async function readKey(io: Io, name: string): Promise<Signer> {
  const { fileSigner } = await import('@packtrail/core')
  const path = pathOf(io, name)
  if (!(await exists(io, path))) throw usageError('KEY_MISSING', say.missing(name), say.missingHint)
  await checkModes(io, path)
  try {
    return await fileSigner(path)
  } catch (error) {
    const hint = basename(path) === LEDGER_KEY ? say.badLedgerKeyHint : say.badHint
    throw dataError('KEY_BAD', (error as Error).message, { cause: error, hint })
  }
}

/** The ledger's own key; those of parties have names of their own. */
export const LEDGER_KEY = 'ledger.pem'

/** A key that others can read: all that lie beside it are named, so that one command mends them. @throws CliError KEY_BAD */
async function checkModes(io: Io, path: string): Promise<void> {
  if (!(await isOpen(io, path))) return
  const folder = dirname(path)
  const names = await io.fs.readdir(folder).catch(() => [])
  const open: string[] = []
  for (const name of names) {
    const one = join(folder, name)
    if (name.endsWith('.pem') && one !== path && (await isOpen(io, one))) open.push(one)
  }
  const shown = [path, ...open].map((one) => shownPath(io, one))
  throw dataError('KEY_BAD', say.open(shown), { hint: say.openHint(shown) })
}

async function isOpen(io: Io, path: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  const stat = await io.fs.stat(path).catch(() => undefined)
  return stat !== undefined && (stat.mode & 0o077) !== 0
}

/** Makes a key file that must not exist yet. @throws CliError FILE_EXISTS, WRITE_FAILED */
export async function makeKey(io: Io, name: string): Promise<Signer> {
  const { generateKey } = await import('@packtrail/core')
  const { signer, pem } = generateKey()
  await writeText(io, name, pem, { mode: 0o600, exclusive: true, own: true })
  return signer
}

// ---------------------------------------------------------------- asking to be admitted

export interface KeyRequest {
  readonly ledgerId: Hash
  readonly actor: string
  readonly publicKey: Uint8Array
  /** By the new key: whoever asks holds it. */
  readonly proof: Uint8Array
}

export async function requestFor(ledgerId: Hash, actor: string, signer: Signer): Promise<KeyRequest> {
  const { publicKey } = signer
  return { ledgerId, actor, publicKey, proof: await signer.sign(keyProofMessage(ledgerId, actor, publicKey)) }
}

export function requestText({ ledgerId, actor, publicKey, proof }: KeyRequest): string {
  const request = {
    packtrailKeyRequest: 0,
    ledgerId: toHex(ledgerId),
    actor,
    publicKey: toHex(publicKey),
    proof: toHex(proof),
  }
  return `${JSON.stringify(request, undefined, 2)}\n`
}

/** @throws CliError FILE_BAD when it is no request or its proof does not hold. */
export async function readRequest(io: Io, name: string): Promise<KeyRequest> {
  const value = await readJson(io, name, 65_536)
  const fields = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  const hex = (key: string, size: number): Uint8Array => {
    const text = fields[key]
    const bytes = typeof text === 'string' ? fromHex(text) : undefined
    if (bytes?.length !== size) throw dataError('FILE_BAD', say.badRequest(name, key), { hint: say.badRequestHint })
    return bytes
  }
  const actor = fields['actor']
  const party = typeof actor === 'string' ? parsePartyId(actor) : undefined
  if (fields['packtrailKeyRequest'] !== 0 || party?.ok !== true || party.value !== actor) {
    throw dataError('FILE_BAD', say.badRequest(name, 'actor'), { hint: say.badRequestHint })
  }
  const request = {
    ledgerId: hex('ledgerId', 32),
    actor: party.value,
    publicKey: hex('publicKey', 32),
    proof: hex('proof', 64),
  }
  const message = keyProofMessage(request.ledgerId, request.actor, request.publicKey)
  const check = { publicKey: request.publicKey, message, signature: request.proof }
  const [good] = await (await nodeCryptography()).verifyEd25519([check])
  if (good !== true) throw dataError('FILE_BAD', say.noProof(name), { hint: say.badRequestHint })
  return request
}

/** 32 hex digits that name a key. */
export async function keyIdText(publicKey: Uint8Array): Promise<string> {
  return toHex(keyIdOf((await nodeCryptography()).sha256, publicKey))
}

// ------------------------------------------------------------------- numbers of submissions

/**
 * Takes the next number of a key's submissions, which must rise. It is kept beside the key before anything is signed: a number
 * that is lost is no harm, one that is used twice is refused.
 */
export async function takeSeq(io: Io, keyFile: string, wanted: number | undefined): Promise<number> {
  const { seq: last, actor } = await readState(io, keyFile)
  if (wanted !== undefined && wanted <= last) {
    throw dataError('DATA_BAD', say.seqUsed(wanted, last), { hint: say.seqUsedHint(last + 1) })
  }
  const seq = wanted ?? last + 1
  await writeState(io, keyFile, { seq, actor })
  return seq
}

interface KeyState {
  /** Of the last submission; -1 before the first. */
  readonly seq: number
  /** Whose key it is, where that was said when it was made. */
  readonly actor: string | undefined
}

function seqName(keyFile: string): string {
  return `${keyFile}.seq`
}

async function readState(io: Io, keyFile: string): Promise<KeyState> {
  const name = seqName(keyFile)
  if (!(await exists(io, pathOf(io, name)))) return { seq: -1, actor: undefined }
  const value = await readJson(io, name, 1024)
  const fields = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  const { seq, actor } = fields as { readonly seq?: unknown; readonly actor?: unknown }
  if (typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= -1)
    return { seq, actor: typeof actor === 'string' ? actor : undefined }
  throw dataError('FILE_BAD', say.badSeq(name), { hint: say.badSeqHint })
}

async function writeState(io: Io, keyFile: string, { seq, actor }: KeyState): Promise<void> {
  const state = actor === undefined ? { seq } : { seq, actor }
  await writeText(io, seqName(keyFile), `${JSON.stringify(state)}\n`, { mode: 0o600, own: true })
}

/** Notes beside a new key whose it is: the key itself is a number and says nothing. */
export async function noteOwner(io: Io, keyFile: string, actor: string): Promise<void> {
  await writeState(io, keyFile, { seq: -1, actor })
}

/**
 * Before anything is signed: whose key is this? Known where Packtrail made it, or where its request still lies beside it.
 * @throws CliError KEY_BAD when it is another's.
 */
export async function checkOwner(io: Io, keyFile: string, actor: string): Promise<void> {
  const request = `${keyFile}.request.json`
  const known =
    (await readState(io, keyFile)).actor ??
    ((await exists(io, pathOf(io, request))) ? (await readRequest(io, request)).actor : undefined)
  if (known !== undefined && known !== actor)
    throw usageError('KEY_BAD', say.othersKey(keyFile, known, actor), say.othersKeyHint(known))
}
