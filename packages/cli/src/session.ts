/** A ledger for the time of one command: opened, used, closed whatever happens. */
import type { Ledger } from '@packtrail/core'
import type { Signer } from '@packtrail/protocol'
import type { Call } from './command.ts'
import { CliError, ourError, usageError } from './error.ts'
import { exists } from './files.ts'
import { type Home, homeOf } from './home.ts'
import { readKey } from './key-file.ts'
import type { Output } from './output.ts'
import { banner, renderReason } from './render/verdict.ts'
import type { Reason } from './verdict.ts'
import { words } from './words.ts'

const { ledger: say } = words

export interface Session {
  readonly ledger: Ledger
  /** Why nothing that this ledger answers can be relied on: the first reason of every answer. */
  readonly doubt: Reason | undefined
  readonly home: Home
}

/**
 * `write` fails at once, with the reason, when the ledger cannot be written to. `seal` reads, and signs a checkpoint of what it
 * reads where it can. `read` needs no key: whoever may look at the files may ask.
 */
export type Access = 'read' | 'seal' | 'write'

export async function withLedger<T>(call: Call, access: Access, work: (session: Session) => Promise<T>): Promise<T> {
  const { io } = call
  const home = homeOf(call)
  if (!(await exists(io, home.db))) throw usageError('LEDGER_MISSING', say.missing(home.name), say.missingHint)
  if (access === 'write') io.keepHeapSmall()
  const { openLedger, stateFolder } = await import('@packtrail/core')
  const signer = (await exists(io, home.ledgerKey)) ? await ledgerSigner(call, home, access) : undefined
  const ledger = await openLedger(home.db, {
    clock: io.now,
    anchorDir: stateFolder(io.env),
    ...(signer === undefined ? {} : { signer }),
    ...(io.env['PACKTRAIL_CLOCK_IS_RIGHT'] === '1' ? { clockIsRight: true } : {}),
  })
  try {
    if (access === 'write' && ledger.readOnlyReason !== undefined) {
      throw ourError('LEDGER_FAILED', say.readOnly(ledger.readOnlyReason), { hint: say.readOnlyHint })
    }
    const doubt = ledger.doubt === undefined ? undefined : doubtOf(ledger.doubt)
    // What fsck finds is its whole answer.
    if (doubt !== undefined && call.name !== 'fsck') await call.out.say(renderDoubt(doubt, call.out))
    return await work({ ledger, home, doubt })
  } finally {
    await ledger.close()
  }
}

async function ledgerSigner(call: Call, home: Home, access: Access): Promise<Signer | undefined> {
  try {
    return await readKey(call.io, home.ledgerKey)
  } catch (error) {
    if (access !== 'read' || !(error instanceof CliError)) throw error
    if (call.name === 'fsck') await call.out.say(`${error.message}\n${words.hint} ${error.hint ?? ''}\n`)
    return undefined
  }
}

/** The ledger is an old copy or damaged: it may not know of the dispense or the recall that matters. */
function doubtOf(why: string): Reason {
  return { code: 'LEDGER_OLD', message: say.doubt(why), whatToDo: say.doubtDo, severity: 'error' }
}

function renderDoubt(doubt: Reason, { columns, paintWords }: Output): string {
  return `${banner('stop', paintWords)}\n${renderReason(doubt, columns, paintWords)}`
}

/** The same in the JSON of a command that gives no verdict. */
export function doubtIn(doubt: Reason | undefined): { readonly reasons?: readonly Reason[] } {
  return doubt === undefined ? {} : { reasons: [doubt] }
}
