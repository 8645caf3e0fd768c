/**
 * What the log has reached, kept outside the database directory: a database that is older than its anchor was restored from a
 * backup or lost its end, and must not be written to. Two files: the newest checkpoint, with every seal, and the newest size and
 * root that were durable, when a ledger is closed and every few seconds before (docs/guide/operator.md#checkpoints-and-the-anchor).
 */
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Checkpoint, fromHex, type Hash, parseCheckpoint, toHex } from '@packtrail/protocol'
import { LedgerError } from './error.ts'
import { levelError } from './level-error.ts'

/** The user's folder for such things on this system. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = environment
  if (XDG_STATE_HOME !== undefined && XDG_STATE_HOME !== '') return join(XDG_STATE_HOME, 'packtrail')
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'packtrail')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'packtrail')
  return join(homedir(), '.local', 'state', 'packtrail')
}

export function anchorPath(folder: string, ledgerId: Hash): string {
  return join(folder, `${toHex(ledgerId)}.checkpoint`)
}

/** Where the size and root are kept that were durable last. */
export function reachedPath(folder: string, ledgerId: Hash): string {
  return join(folder, `${toHex(ledgerId)}.reached`)
}

/** How far the log had come. */
export interface Reached {
  readonly size: number
  /** Root over the first `size` entries. */
  readonly root: Hash
}

/** An anchor file that proves nothing, and why. */
export interface Unreadable {
  readonly path: string
  readonly why: string
}

/** Both anchor files; `undefined` where there is none. */
export interface Anchors {
  readonly checkpoint: Checkpoint | Unreadable | undefined
  readonly reached: Reached | Unreadable | undefined
}

export async function readAnchors(folder: string, ledgerId: Hash): Promise<Anchors> {
  const checkpoint = await readFrom(anchorPath(folder, ledgerId), parseCheckpoint)
  return { checkpoint, reached: await readFrom(reachedPath(folder, ledgerId), parseReached) }
}

/** The further of the two, as far as they can be read. */
export function furthest({ checkpoint, reached }: Anchors): Reached | undefined {
  const readable = [reached, checkpoint].filter((anchor) => anchor !== undefined && 'root' in anchor)
  return readable.sort((a, b) => b.size - a.size)[0]
}

/** Bytes of an anchor file at most; a note has some hundred. */
const MAX_ANCHOR = 1 << 20

async function readFrom<T>(path: string, parse: (bytes: Uint8Array) => T): Promise<T | Unreadable | undefined> {
  try {
    const bytes = new Uint8Array(await readFile(path))
    return bytes.length > MAX_ANCHOR ? { path, why: 'it is too long' } : parse(bytes)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === 'ENOENT' ? undefined : { path, why: message }
  }
}

const TITLE = 'packtrail reached 0'

function parseReached(bytes: Uint8Array): Reached {
  const text = Buffer.from(bytes).toString('latin1')
  const [title, size = '', root = '', sum, ...rest] = text.split('\n')
  const hash = fromHex(root)
  const isWhole = sum === sumOf(`${title}\n${size}\n${root}\n`) && rest.join('') === ''
  if (title !== TITLE || !/^[1-9][0-9]{0,15}$/.test(size) || hash?.length !== 32 || !isWhole) {
    throw new LedgerError('DAMAGED', 'it is empty, cut or changed')
  }
  return { size: Number(size), root: hash }
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** As `writeAnchor`. */
export async function writeReached(folder: string, ledgerId: Hash, { size, root }: Reached): Promise<void> {
  const text = `${TITLE}\n${size}\n${toHex(root)}\n`
  await writeFileWhole(reachedPath(folder, ledgerId), Buffer.from(`${text}${sumOf(text)}\n`))
}

/** On the disk before this resolves, and never half written: a new file takes the old one's name. */
export async function writeAnchor(folder: string, ledgerId: Hash, note: Uint8Array): Promise<void> {
  await writeFileWhole(anchorPath(folder, ledgerId), note)
}

async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw levelError(error, `the anchor file ${path} cannot be written`)
  }
}

/** A rename is durable when its folder is; Windows has no such call and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
