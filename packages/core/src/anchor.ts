/**
 * The newest checkpoint, kept outside the database directory: a database that is older than its anchor was restored from a
 * backup or lost its end, and must not be written to (docs/spec, P8).
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Checkpoint, type Hash, parseCheckpoint, toHex } from '@packtrail/protocol'
import { LedgerError } from './error.ts'

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

export interface Anchor extends Checkpoint {
  readonly note: Uint8Array
}

/** `undefined` when there is none; damaged = one that proves nothing. */
export async function readAnchor(folder: string, ledgerId: Hash): Promise<Anchor | 'damaged' | undefined> {
  let note: Uint8Array
  try {
    note = new Uint8Array(await readFile(anchorPath(folder, ledgerId)))
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined
    throw new LedgerError('STORE', `the anchor file in ${folder} cannot be read`, { cause: error })
  }
  try {
    const { origin, size, root } = parseCheckpoint(note)
    return { origin, size, root, note }
  } catch {
    return 'damaged'
  }
}

/** On the disk before this resolves, and never half written: a new file takes the old one's name. */
export async function writeAnchor(folder: string, ledgerId: Hash, note: Uint8Array): Promise<void> {
  const path = anchorPath(folder, ledgerId)
  const fresh = `${path}.new`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.writeFile(note)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw new LedgerError('STORE', `the anchor file ${path} cannot be written`, { cause: error })
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
