/** The folder of a ledger: its database, the keys that lie here, the policy file for auditors. */
import { join } from 'node:path'
import type { Call } from './command.ts'
import { exists, pathOf } from './files.ts'
import { keyName, LEDGER_KEY } from './key-file.ts'

export interface Home {
  /** As the person named it. */
  readonly name: string
  readonly dir: string
  readonly db: string
  readonly keys: string
  /** The ledger's own key. */
  readonly ledgerKey: string
  /** Written by `init`, for auditors and for parties that submit. */
  readonly policy: string
}

/** `--ledger`, else PACKTRAIL_LEDGER, else `./ledger`. */
export function homeOf(call: Call): Home {
  const given = call.text('ledger') ?? call.io.env['PACKTRAIL_LEDGER']
  const name = given === undefined || given === '' ? 'ledger' : given
  const dir = pathOf(call.io, name)
  const keys = join(dir, 'keys')
  return { name, dir, db: join(dir, 'db'), keys, ledgerKey: join(keys, LEDGER_KEY), policy: join(dir, 'policy.json') }
}

/** The key file of a party in the ledger's folder, if there is one. */
export async function keyFileOf(call: Call, home: Home, actor: string): Promise<string | undefined> {
  const path = join(home.keys, await keyName(actor))
  return (await exists(call.io, path)) ? path : undefined
}
