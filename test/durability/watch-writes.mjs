// Loaded into the program under test: notes each write to the database, before it begins and after it is durable, in a file
// that outlives the process; kills the process, or lets a write fail, where the test says so. The product has no such door.
import { openSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'

const { WATCH_LOG, WATCH_KILL_AT, WATCH_KILL_AFTER, WATCH_FAIL_AT, WATCH_FAIL } = process.env
const core = createRequire(new URL('../../packages/core/package.json', import.meta.url))
const { AbstractChainedBatch } = core('abstract-level')

const log = openSync(WATCH_LOG, 'a')
const killAt = Number(WATCH_KILL_AT ?? 0)
/** Microseconds from the beginning of that write. */
const killAfter = Number(WATCH_KILL_AFTER ?? 0)
const failAt = Number(WATCH_FAIL_AT ?? 0)
let count = 0

/** Lets everything else go on meanwhile: the write may end first, and then says so. */
function killAtTime(time) {
  if (performance.now() >= time) process.kill(process.pid, 'SIGKILL')
  setImmediate(killAtTime, time)
}

/** `lost`: the disk refused it. `kept`: it is on the disk, and the answer was lost. */
async function failed(batch, args) {
  await (WATCH_FAIL === 'kept' ? write.apply(batch, args) : batch.close())
  throw Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' })
}

const { write } = AbstractChainedBatch.prototype
AbstractChainedBatch.prototype.write = function (...args) {
  const number = ++count
  const start = performance.now()
  writeSync(log, `begin ${number}\n`)
  const written = number === failAt ? failed(this, args) : write.apply(this, args)
  written.then(
    () => writeSync(log, `end ${number} ${Math.round((performance.now() - start) * 1000)}\n`),
    () => writeSync(log, `failed ${number}\n`),
  )
  if (number === killAt) killAtTime(start + killAfter / 1000)
  return written
}
