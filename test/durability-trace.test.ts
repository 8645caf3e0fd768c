// «Recorded» is said only after fsync: the order of the system calls of the program, where strace is there to tell it.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { skipTest } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { newHome } from './durability/program.ts'
import { readTrace, type Step } from './durability/trace.ts'
import { codeOf, tableOf } from './durability/trade.ts'

const test = suite('order of system calls')

const name = 'what is acknowledged was written to the log, and its fdatasync had returned before'
const strace = spawnSync('strace', ['-o', '/dev/null', 'true'])

if (strace.status !== 0) skipTest(test, name, 'strace is not on this machine, or may not trace')
else {
  test(name, async () => {
    const home = newHome()
    await home.ok(['init', '--origin', 'example.org/traced'])
    writeFileSync(home.path('0.csv'), tableOf(0))
    const imported = home.path('imported')
    await home.ok(['import', '0.csv', '--json'], { under: tracing(imported) })
    assert.is(acknowledged(readTrace(imported), 'appended'), 1)
    // At a counter each answer needs a write and a sync of its own.
    const codes = [0, 1, 2, 3, 4].map((i) => codeOf(0, i))
    const scanned = home.path('scanned')
    await home.ok(['dispense', '--json'], { stdin: `${codes.join('\n')}\n`, under: tracing(scanned) })
    assert.is(acknowledged(readTrace(scanned), 'verdict'), codes.length)
    home.remove()
  })
}

test.run()

function tracing(path: string): [string, ...string[]] {
  const calls = 'trace=write,writev,pwrite64,fsync,fdatasync'
  return ['strace', '-f', '-y', '-e', calls, '-s', '60', '-o', path]
}

/** How many answers with this word were given; fails at one that came before its record was on the disk. */
function acknowledged(steps: readonly Step[], word: string): number {
  let said = 0
  let written = 0
  let synced = 0
  for (const { kind, text } of steps) {
    if (kind === 'log') written++
    else if (kind === 'sync') synced = written
    else if (text.includes(word)) {
      said++
      assert.ok(written > 0, `answer ${said} was given without anything written to the log`)
      assert.is(synced, written, `answer ${said} was given before its write was on the disk: ${text}`)
      written = 0
      synced = 0
    }
  }
  return said
}
