import { existsSync } from 'node:fs'
import { sharedData, skipReason, skipTest, testWithShared } from '@packtrail/testkit'
import { suite, type Test } from 'uvu'
import * as assert from 'uvu/assert'

const shared = suite('shared data')

testWithShared(shared, 'a sample that is there is given as a path that can be read', 'README.md', (path) => {
  assert.ok(existsSync(path))
})

shared('what is not there is undefined, and the reason names it', () => {
  assert.is(sharedData('no-such-folder/file.xml'), undefined)
  assert.is(skipReason('no-such-folder/file.xml'), '../shared/data/no-such-folder/file.xml is not on this machine')
})

shared('a test without its data is skipped with the reason, never run', () => {
  const inner = neverRun()
  const skipped: unknown[] = []
  inner.skip = (name) => skipped.push(name)
  const lines = printed(() => {
    testWithShared(inner, 'needs a file', 'no-such-folder/file.xml', () => assert.unreachable())
    skipTest(inner, 'needs a tool', 'the tool is absent')
  })
  assert.equal(skipped, ['needs a file', 'needs a tool'])
  assert.equal(lines, [
    '\n# SKIP needs a file: ../shared/data/no-such-folder/file.xml is not on this machine',
    '\n# SKIP needs a tool: the tool is absent',
  ])
})

function neverRun(): Test {
  return suite('never run')
}

/** What `act` prints, kept from the runner, which would count these lines as tests of its own. */
function printed(act: () => void): readonly unknown[] {
  const lines: unknown[] = []
  const log = console.log
  console.log = (line: unknown) => lines.push(line)
  try {
    act()
  } finally {
    console.log = log
  }
  return lines
}

shared.run()
