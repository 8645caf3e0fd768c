/** The copy of the log: every entry as it was appended, under the newest checkpoint. */
import {
  decodeEntry,
  decodeLogFrame,
  hashEntry,
  LOG_CHUNK,
  type LogFrame,
  parseCheckpoint,
  readFrames,
  toHex,
  treeRoot,
} from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Draft, type Ledger, LedgerError } from '../src/index.ts'
import { openOn } from '../src/ledger.ts'
import { readEntries } from '../src/log-rows.ts'
import { sha256 } from '../src/node-crypto.ts'
import { closeRow, openRow, RowWriter } from '../src/row-bytes.ts'
import { numberKey } from '../src/row-key.ts'
import {
  at,
  attestAll,
  chain,
  clockFrom,
  memoryStore,
  newWorld,
  PHARMACY,
  packs,
  removeFolders,
  serialsOf,
} from './world.ts'

const test = suite('copy of the log')
test.after(removeFolders)

async function framesOf(ledger: Ledger): Promise<LogFrame[]> {
  const frames: LogFrame[] = []
  for await (const frame of readFrames('log', ledger.exportLog())) frames.push(decodeLogFrame(frame))
  return frames
}

function observed(count: number): Draft[] {
  return Array.from(
    { length: count },
    (_, i) => ({ type: 'observe', ...at(PHARMACY, i), packs: packs([`U${i}`]) }) as Draft,
  )
}

test('it holds every entry once, in order, and its checkpoint signs for just these', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [...chain(serialsOf(10)), ...observed(1500)])
  const frames = await framesOf(ledger)
  const [header, ...rest] = frames
  const last = rest.pop()
  assert.equal([header?.kind, last?.kind], ['header', 'checkpoint'])
  const parts = rest.map((frame) => (frame.kind === 'entries' ? frame.entries : []))
  assert.ok(parts.length > 1)
  assert.equal(
    parts.slice(0, -1).map(({ length }) => length),
    parts.slice(0, -1).map(() => LOG_CHUNK),
  )
  const entries = parts.flat()
  assert.equal(
    entries.map((bytes) => decodeEntry(bytes).g),
    entries.map((_, g) => g),
  )
  const { size, root } = parseCheckpoint(last?.kind === 'checkpoint' ? last.note : new Uint8Array(0))
  assert.is(size, entries.length)
  const leaves = entries.map((bytes) => hashEntry(sha256, bytes))
  assert.is(toHex(treeRoot(sha256, leaves)), toHex(root))
  assert.is(toHex(leaves[0] as Uint8Array), toHex(ledger.ledgerId))
  assert.equal(await framesOf(ledger), frames)
  await ledger.close()
})

test('an entry that is not what was appended ends the export with an error, not with a copy', async () => {
  const store = await memoryStore()
  const { ledger, signer, clock, anchorDir } = await newWorld(store)
  await attestAll(ledger, chain(serialsOf(10)))
  await ledger.seal()
  const key = numberKey('e', 0)
  const entries = readEntries(openRow(key, store.get(key) ?? new Uint8Array(0)))
  const changed = entries[5] as Uint8Array
  changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1
  const writer = new RowWriter()
  writer.start()
  for (const entry of entries) writer.blob(entry)
  const batch = store.batch()
  batch.put(key, closeRow(key, writer.body()))
  await batch.write()
  const again = await openOn(store, { signer, clock: clockFrom(clock), anchorDir })
  let code: string | undefined
  try {
    await framesOf(again)
  } catch (error) {
    code = error instanceof LedgerError ? error.code : String(error)
  }
  assert.is(code, 'DAMAGED')
})

test.run()
