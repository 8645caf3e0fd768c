/** What the ledger rests on in a store, as tests that every implementation passes; and a store that fails when it is told to. */
import type { Store, StoreBatch } from '@packtrail/core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const key = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes)

async function put(store: Store, ...rows: readonly (readonly [Uint8Array, Uint8Array])[]): Promise<void> {
  const batch = store.batch()
  for (const [k, v] of rows) batch.put(k, v)
  await batch.write()
}

function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex')
}

async function rowsOf(scan: AsyncIterable<readonly (readonly [Uint8Array, Uint8Array])[]>): Promise<string[]> {
  const out: string[] = []
  for await (const rows of scan) for (const [k, v] of rows) out.push(`${hex(k)}=${hex(v)}`)
  return out
}

/** @param open A new empty store each time; the contract closes it. */
export function storeContract(name: string, open: () => Promise<Store>): ReturnType<typeof suite> {
  const test = suite(`store contract: ${name}`)
  const on = (title: string, work: (store: Store) => Promise<void>): void => {
    test(title, async () => {
      const store = await open()
      try {
        await work(store)
      } finally {
        await store.close()
      }
    })
  }

  on('what was written is read back, and what was not is undefined', async (store) => {
    await put(store, [key(1), key(10, 11)])
    assert.is(hex(store.get(key(1))), '0a0b')
    assert.is(store.get(key(2)), undefined)
    assert.equal((await store.getMany([key(2), key(1)])).map(hex), [undefined, '0a0b'])
  })

  on('an empty value is a value', async (store) => {
    await put(store, [key(1), key()])
    assert.is(store.get(key(1))?.length, 0)
  })

  on('nothing of a batch is seen before it is written, and all of it after', async (store) => {
    const batch = store.batch()
    batch.put(key(1), key(1))
    batch.put(key(2), key(2))
    assert.is(batch.length, 2)
    assert.is(store.get(key(1)), undefined)
    await batch.write()
    assert.is(hex(store.get(key(1))), '01')
    assert.is(hex(store.get(key(2))), '02')
  })

  on('a batch that is given up leaves nothing', async (store) => {
    const batch = store.batch()
    batch.put(key(1), key(1))
    await batch.discard()
    assert.is(store.get(key(1)), undefined)
  })

  on('the later of two changes of one key in a batch holds', async (store) => {
    const batch = store.batch()
    batch.put(key(1), key(1))
    batch.del(key(1))
    batch.put(key(2), key(1))
    batch.put(key(2), key(2))
    batch.del(key(3))
    batch.put(key(3), key(3))
    await batch.write()
    assert.is(store.get(key(1)), undefined)
    assert.is(hex(store.get(key(2))), '02')
    assert.is(hex(store.get(key(3))), '03')
  })

  on('the caller may use its buffers again as soon as they are put', async (store) => {
    const batch = store.batch()
    const k = key(7)
    const v = key(1)
    batch.put(k, v)
    k[0] = 9
    v[0] = 9
    await batch.write()
    assert.is(hex(store.get(key(7))), '01')
    assert.is(store.get(key(9)), undefined)
  })

  on('a value that was read is the caller’s to change', async (store) => {
    await put(store, [key(1), key(5)])
    const value = store.get(key(1)) as Uint8Array
    value[0] = 6
    assert.is(hex(store.get(key(1))), '05')
  })

  on('a range gives the keys from its start on and below its end, in byte order', async (store) => {
    await put(store, ...[[2], [1, 255], [255], [1], [2, 0], [128]].map((k) => [key(...k), key(1)] as const))
    assert.equal(await rowsOf(store.scan({ from: key(1), to: key(255) })), [
      '01=01',
      '01ff=01',
      '02=01',
      '0200=01',
      '80=01',
    ])
    const keys: string[] = []
    for await (const chunk of store.scanKeys({ from: key(2), to: key(128) }))
      for (const k of chunk) keys.push(String(hex(k)))
    assert.equal(keys, ['02', '0200'])
  })

  on('a range can be read backwards and cut short', async (store) => {
    await put(store, ...[1, 2, 3, 4].map((k) => [key(k), key(k)] as const))
    assert.equal(await rowsOf(store.scan({ from: key(1), to: key(5), reverse: true, limit: 2 })), ['04=04', '03=03'])
  })

  on('a range of many rows comes whole', async (store) => {
    const rows = Array.from({ length: 2500 }, (_, i) => [key(i >> 8, i & 255), key(i & 255)] as const)
    await put(store, ...rows)
    assert.is((await rowsOf(store.scan({ from: key(0), to: key(255) }))).length, 2500)
  })

  on('a scan that is left early can be followed by others', async (store) => {
    await put(store, ...[1, 2, 3].map((k) => [key(k), key(k)] as const))
    for await (const rows of store.scan({ from: key(0), to: key(9) })) {
      assert.is(rows.length, 3)
      break
    }
    assert.is((await rowsOf(store.scan({ from: key(0), to: key(9) }))).length, 3)
  })

  on('a snapshot sees one moment, whatever is written later', async (store) => {
    await put(store, [key(1), key(1)], [key(2), key(2)])
    const snapshot = store.snapshot()
    await put(store, [key(1), key(9)], [key(3), key(3)])
    const batch = store.batch()
    batch.del(key(2))
    await batch.write()
    assert.is(hex(snapshot.get(key(1))), '01')
    assert.is(hex(snapshot.get(key(2))), '02')
    assert.is(snapshot.get(key(3)), undefined)
    assert.equal((await snapshot.getMany([key(1), key(3)])).map(hex), ['01', undefined])
    assert.equal(await rowsOf(snapshot.scan({ from: key(0), to: key(9) })), ['01=01', '02=02'])
    await snapshot.release()
    assert.equal(await rowsOf(store.scan({ from: key(0), to: key(9) })), ['01=09', '03=03'])
  })

  on('batches written one after the other take effect in that order', async (store) => {
    for (let i = 0; i < 20; i++) await put(store, [key(1), key(i)])
    assert.is(hex(store.get(key(1))), '13')
  })

  on('compacting changes nothing that can be read', async (store) => {
    await put(store, [key(1), key(1)], [key(2), key(2)])
    await store.compact(key(0), key(255))
    assert.equal(await rowsOf(store.scan({ from: key(0), to: key(9) })), ['01=01', '02=02'])
  })

  return test
}

/** How a write goes wrong. `lost`: nothing reached the disk. `kept`: all of it did, and the caller was told it failed. */
export type WriteFault = 'lost' | 'kept'

export interface FailingStore extends Store {
  /** Writes that were tried so far. */
  readonly writes: number
}

/** A store of which the write with this number (from 0) fails, and with it all later ones: a disk that is gone stays gone. */
export function failingStore(store: Store, failAt: number, fault: WriteFault): FailingStore {
  let writes = 0
  const batch = (): StoreBatch => {
    const inner = store.batch()
    return {
      put: (k, v) => inner.put(k, v),
      del: (k) => inner.del(k),
      get length() {
        return inner.length
      },
      discard: () => inner.discard(),
      async write() {
        const number = writes++
        if (number < failAt) return inner.write()
        if (number === failAt && fault === 'kept') await inner.write()
        else await inner.discard()
        throw new Error('the disk is gone')
      },
    }
  }
  return {
    ...store,
    batch,
    get writes() {
      return writes
    },
  }
}
