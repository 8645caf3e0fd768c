import { type MapItem, mapOf, rootFromMapProof } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LedgerError } from '../src/error.ts'
import { openMapPages, proveMap } from '../src/map-pages.ts'
import { sha256 } from '../src/node-crypto.ts'
import { memoryStore } from './world.ts'

const test = suite('map pages')

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

/** Keys that share long beginnings now and then. */
const key = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(255), fc.nat(40))
  .map(([a, b, c, shared]) =>
    Uint8Array.from({ length: 32 }, (_, i) => (i < shared % 20 ? a : i === 20 ? c : i > 30 ? b : 9)),
  )

function item(of: Uint8Array, size: number): MapItem {
  return { key: of, size, root: sha256(Uint8Array.of(size)), last: sha256(Uint8Array.of(size, 1)) }
}

test('updates in any portions give the root of the format, and their multiproofs open it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(key, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }),
      async (rounds) => {
        const store = await memoryStore()
        const pages = openMapPages(store)
        const known = new Map<string, MapItem>()
        for (const [round, keys] of rounds.entries()) {
          const items = new Map(keys.map((of) => [hex(of), item(of, round + 1)]))
          for (const [name, one] of items) known.set(name, one)
          const batch = store.batch()
          const root = pages.update(batch, [...items.values()])
          await batch.write()
          assert.is(hex(root), hex(mapOf(sha256, [...known.values()]).root))
        }
        const all = [...known.values()]
        const wanted = all.filter((_, i) => i % 2 === 0)
        const proof = proveMap(store, wanted)
        const opened = rootFromMapProof(sha256, proof)
        assert.is(hex(opened.root), hex(mapOf(sha256, all).root))
        assert.equal(opened.shown.map((one) => hex(one.key)).sort(), wanted.map((one) => hex(one.key)).sort())
        assert.equal(proof.length, mapOf(sha256, all).prove(wanted.map((one) => one.key)).length)
        await store.close()
      },
    ),
    { numRuns: 60 },
  )
})

test('a head that is not what the map holds is not proved', async () => {
  const store = await memoryStore()
  const batch = store.batch()
  const one = item(new Uint8Array(32).fill(1), 1)
  openMapPages(store).update(batch, [one, item(new Uint8Array(32).fill(2), 2)])
  await batch.write()
  assert.throws(
    () => proveMap(store, [{ ...one, size: 2 }]),
    (error: unknown) => error instanceof LedgerError,
  )
  assert.throws(
    () => proveMap(store, [item(new Uint8Array(32).fill(3), 1)]),
    (error: unknown) => error instanceof LedgerError,
  )
  await store.close()
})

test.run()
