import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesOf, codes, type Result, read } from './support.ts'

const examples = suite('the published EPCIS examples')

async function readFile(path: string): Promise<Result> {
  return read(readFileSync(path), { file: path })
}

/** Pairs of one document as XML and as JSON. */
function twinsOf(folder: string): [string, string][] {
  const names = readdirSync(folder)
  return names
    .filter((name) => name.endsWith('.xml'))
    .flatMap((xml) => {
      const json = names.find(
        (name) => name === xml.replace('.xml', '.json') || name === xml.replace('.xml', '.jsonld'),
      )
      return json === undefined ? [] : [[join(folder, xml), join(folder, json)] as [string, string]]
    })
}

testWithShared(examples, 'all of them import without an error', 'epcis/examples', async (folder) => {
  let events = 0
  for (const name of readdirSync(folder)) {
    const result = await readFile(join(folder, name))
    assert.equal(codes(result.errors), [], name)
    events += result.events.length
  }
  assert.ok(events >= 24, `${events} events`)
})

testWithShared(
  examples,
  'all documents with an event hash import without an error',
  'epcis/event-hash',
  async (folder) => {
    for (const name of readdirSync(folder).filter((one) => /\.(xml|jsonld)$/.test(one))) {
      assert.equal(codes((await readFile(join(folder, name))).errors), [], name)
    }
  },
)

for (const [folder, least] of [
  ['epcis/examples', 5],
  ['epcis/event-hash', 4],
] as const) {
  testWithShared(
    examples,
    `XML and JSON twins of ${folder} yield the same canonical event bytes`,
    folder,
    async (path) => {
      const twins = twinsOf(path)
      assert.ok(twins.length >= least, `${twins.length} pairs`)
      for (const [xml, json] of twins) {
        const a = await readFile(xml)
        const b = await readFile(json)
        assert.ok(a.drafts.length > 0, xml)
        assert.equal(a.drafts.map(bytesOf), b.drafts.map(bytesOf), xml)
        assert.equal(codes(a.faults), codes(b.faults), xml)
        assert.equal(a.dropped, b.dropped)
      }
    },
  )
}

testWithShared(examples, 'a patient named as a thing is left out, and counted', 'epcis/examples', async (folder) => {
  const result = await readFile(join(folder, 'TransactionEvent-2.0.json'))
  assert.equal(result.dropped, { patient: 1 })
  assert.not.match(JSON.stringify(result.items), '95252084')
})

examples.run()
