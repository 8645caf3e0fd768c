/** One measurement is one fresh process: no warm cache, no grown heap and no open file of another measurement is in its way. */
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a task measured: names with numbers, in the units that the table says. */
export type Measured = Readonly<Record<string, number>>

const TASKS = fileURLToPath(new URL('./tasks.ts', import.meta.url))

export interface MeasureOptions {
  /** Hold the process, its workers and its garbage collector to one core, where the system can (taskset of Linux). */
  readonly oneCore?: boolean
  readonly timeoutMs?: number
}

const CAN_PIN: boolean = process.platform === 'linux' && spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** @throws Error with what the child said when it fails: a measurement that did not run is not left out in silence. */
export function measure(task: string, params: object, options: MeasureOptions = {}): Promise<Measured> {
  const { oneCore = false, timeoutMs = 30 * 60_000 } = options
  return new Promise((resolve, reject) => {
    const argv = ['--expose-gc', '--import', 'tsx', TASKS, task, JSON.stringify(params)]
    const [program, ...args] =
      oneCore && CAN_PIN ? ['taskset', '-c', '0', process.execPath, ...argv] : [process.execPath, ...argv]
    const child = spawn(program as string, args, {
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
