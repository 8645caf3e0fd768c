/** The map of the streams, and the database under load. */

import type { Measured } from './child.ts'
import { now, seconds } from './clock.ts'
import { empty } from './ours.ts'
import { type Hash, type MapItem, openLevelStore, openMapPages, seededRandom, sha256 } from './product.ts'
import { percentile } from './stats.ts'

/** An epoch that touches a thousand of a million streams. */
export async function epoch({
  folder,
  streams,
  touched,
}: {
  folder: string
  streams: number
  touched: number
}): Promise<Measured> {
  const store = await openLevelStore(empty(folder), 'create')
  const pages = openMapPages(store)
  const item = (i: number, size: number): MapItem => ({
    key: hashOf(`stream ${i}`),
    size,
    root: hashOf(`root ${i} ${size}`),
    last: hashOf(`last ${i} ${size}`),
  })
  for (let from = 0; from < streams; from += 50_000) {
    const batch = store.batch()
    pages.update(
      batch,
      Array.from({ length: Math.min(50_000, streams - from) }, (_, k) => item(from + k, 1)),
    )
    await batch.write()
  }
  const times: number[] = []
  let rows = 0
  for (let round = 0; round < 5; round++) {
    const items = Array.from({ length: touched }, (_, k) => item((k * 977 + round) % streams, 2 + round))
    const started = now()
    const batch = store.batch()
    pages.update(batch, items)
    rows = batch.length
    await batch.write()
    times.push(seconds(started) * 1000)
  }
  await store.close()
  return { epochMs: percentile(times, 0.5), pages: rows }
}

function hashOf(text: string): Hash {
  return sha256(new TextEncoder().encode(text))
}

/** Rows like ours, half in the order of the log and half at random places, in synced groups of 2,000: how long commits take. */
export async function load({ folder, rows }: { folder: string; rows: number }): Promise<Measured> {
  const store = await openLevelStore(empty(folder), 'create')
  const random = seededRandom(5)
  const log = new Uint8Array(190)
  const state = new Uint8Array(40)
  for (let i = 0; i < log.length; i++) log[i] = i % 3 === 0 ? random() % 256 : 65
  const times: number[] = []
  const started = now()
  for (let at = 0; at < rows; at += 2000) {
    const batch = store.batch()
    for (let i = 0; i < 1000; i++) {
      batch.put(numbered(0x65, at + i, 0, 9), log)
      batch.put(numbered(0x69, random(), random(), 24), state)
    }
    const from = now()
    await batch.write()
    times.push(seconds(from) * 1000)
  }
  const taken = seconds(started)
  await store.close()
  return {
    rowsPerSecond: rows / taken,
    slow: times.filter((ms) => ms > 100).length,
    p999: percentile(times, 0.999),
    max: Math.max(...times),
  }
}

function numbered(kind: number, high: number, low: number, size: number): Uint8Array {
  const key = new Uint8Array(size)
  const view = new DataView(key.buffer)
  key[0] = kind
  view.setUint32(1, high)
  view.setUint32(5, low)
  return key
}
