/** One measurement is one fresh process: no warm cache, no grown heap and no open file of another measurement is in its way. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a task measured: names with numbers, in the units that the table says. */
export type Measured = Readonly<Record<string, number>>

const TASKS = fileURLToPath(new URL('./tasks.ts', import.meta.url))

/** @throws Error with what the child said when it fails: a measurement that did not run is not left out in silence. */
export function measure(task: string, params: object, timeoutMs = 30 * 60_000): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const argv = ['--expose-gc', '--import', 'tsx', TASKS, task, JSON.stringify(params)]
    const child = spawn(process.execPath, argv, {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      timeout: timeoutMs,
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => out.push(part))
    child.stderr.on('data', (part: Buffer) => err.push(part))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const last = Buffer.concat(out).toString().trim().split('\n').at(-1) ?? ''
      if (code === 0 && last.startsWith('{')) return resolve(JSON.parse(last) as Measured)
      reject(new Error(`the task ${task} ended with ${signal ?? code}:\n${Buffer.concat(err).toString().slice(-4000)}`))
    })
  })
}
