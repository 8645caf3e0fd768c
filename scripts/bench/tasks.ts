/**
 * The measurements, each run in a process of its own (`child.ts`): node … tasks.ts NAME PARAMS. The last line on standard output
 * is the answer.
 */
import type { Measured } from './child.ts'
import { capture, dataset, hypercore, level, sqlite } from './tasks-capture.ts'
import { register } from './tasks-register.ts'
import { scenario } from './tasks-scenario.ts'
import { epoch, load } from './tasks-store.ts'
import { signatures, signedBundle, verify } from './tasks-verify.ts'

const TASKS: Readonly<Record<string, (params: never) => Promise<Measured>>> = {
  capture,
  dataset,
  hypercore,
  sqlite,
  level,
  scenario,
  register,
  verify,
  signedBundle,
  signatures,
  epoch,
  load,
}

const [name = '', params = '{}'] = process.argv.slice(2)
const task = TASKS[name]
if (task === undefined) throw new Error(`there is no task ${name}`)
process.stdout.write(`${JSON.stringify(await task(JSON.parse(params) as never))}\n`)
// Workers that checked signatures would keep the process alive.
process.exitCode = 0
