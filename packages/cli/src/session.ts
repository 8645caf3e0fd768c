/** A ledger for the time of one command: opened, used, closed whatever happens. */
import type { Ledger } from '@packtrail/core'
import type { Call } from './command.ts'
import { ourError, usageError } from './error.ts'
import { exists } from './files.ts'
import { type Home, homeOf } from './home.ts'
import { readKey } from './key-file.ts'
import { words } from './words.ts'

const { ledger: say } = words

export interface Session {
  readonly ledger: Ledger
  readonly home: Home
}

/** `write` fails at once, with the reason, when the ledger cannot be written to. */
export type Access = 'read' | 'write'

export async function withLedger<T>(call: Call, access: Access, work: (session: Session) => Promise<T>): Promise<T> {
  const { io } = call
  const home = homeOf(call)
  if (!(await exists(io, home.db))) throw usageError('LEDGER_MISSING', say.missing(home.name), say.missingHint)
  const { openLedger, stateFolder } = await import('@packtrail/core')
  const signer = (await exists(io, home.ledgerKey)) ? await readKey(io, home.ledgerKey) : undefined
  const ledger = await openLedger(home.db, {
    clock: io.now,
    anchorDir: stateFolder(io.env),
    ...(signer === undefined ? {} : { signer }),
  })
  try {
    if (access === 'write' && ledger.readOnlyReason !== undefined) {
      throw ourError('LEDGER_FAILED', say.readOnly(ledger.readOnlyReason), { hint: say.readOnlyHint })
    }
    return await work({ ledger, home })
  } finally {
    await ledger.close()
  }
}
