import {
  type BundleFrame,
  checkConsistency,
  decodeBundleFrame,
  decodeEntry,
  encode,
  equalBytes,
  hashEntry,
  hashOpenClaim,
  parseCheckpoint,
  readClaim,
  readFrames,
  rootFromInclusion,
  rootFromMapProof,
  rootFromSubset,
  type Sha256,
  streamText,
  toHex,
} from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Draft, type Ledger, LedgerError, type Store } from '../src/index.ts'
import { openOn } from '../src/ledger.ts'
import { readEntries } from '../src/log-rows.ts'
import { sha256 } from '../src/node-crypto.ts'
import { closeRow, openRow, RowWriter } from '../src/row-bytes.ts'
import { numberKey } from '../src/row-key.ts'
import {
  at,
  attestAll,
  CASE,
  chain,
  clockFrom,
  commission,
  gather,
  LOT,
  MAKER,
  memoryStore,
  newWorld,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  WHOLESALER,
  type World,
} from './world.ts'

const test = suite('bundle')
test.after(removeFolders)

const serials = serialsOf(10)
const others = serialsOf(10, 'T')

async function framesOf(
  ledger: Ledger,
  lot: string,
  options?: Parameters<Ledger['exportBundle']>[2],
): Promise<BundleFrame[]> {
  const frames: BundleFrame[] = []
  for await (const frame of readFrames('bundle', ledger.exportBundle(PRODUCT, lot, options))) {
    frames.push(decodeBundleFrame(frame))
  }
  return frames
}

/** Two batches share a case and a pallet; only one of them is sold on. */
function shared(): Draft[] {
  const both = [...packs(serials), ...packs(others)]
  const trade = { fromHolder: MAKER, toHolder: WHOLESALER }
  return [
    commission(serials),
    commission(others, 0, 'LOT2'),
    { type: 'aggregate', ...at(MAKER, 1), packs: both, parent: CASE, docs: [{ type: 'po', id: 'shared paper' }] },
    { type: 'aggregate', ...at(MAKER, 1.5), containers: [CASE], parent: PALLET },
    { type: 'ship', ...at(MAKER, 2), containers: [PALLET], trade },
    { type: 'receive', ...at(WHOLESALER, 3), containers: [PALLET], trade },
    { type: 'disaggregate', ...at(WHOLESALER, 4), containers: [CASE], parent: PALLET },
    { type: 'disaggregate', ...at(WHOLESALER, 5), packs: packs(serials), parent: CASE },
    { type: 'ship', ...at(WHOLESALER, 6), containers: [CASE], trade: { fromHolder: WHOLESALER, toHolder: PHARMACY } },
    { type: 'observe', ...at(PHARMACY, 7), packs: packs([others[0] as string]) },
    { type: 'observe', ...at(WHOLESALER, 7), packs: packs([serials[0] as string]) },
  ]
}

function ofKind<K extends BundleFrame['kind']>(
  frames: readonly BundleFrame[],
  kind: K,
): Extract<BundleFrame, { kind: K }>[] {
  return frames.filter((frame): frame is Extract<BundleFrame, { kind: K }> => frame.kind === kind)
}

test('a bundle hangs on its checkpoint by every proof it carries', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [commission(['EARLY'], 0, 'LOT9')])
  const old = await ledger.seal()
  await attestAll(ledger, chain(serials))
  const frames = await framesOf(ledger, LOT, { since: old.size })
  const [checkpoint] = ofKind(frames, 'checkpoint')
  const { size, root } = parseCheckpoint(checkpoint?.note ?? new Uint8Array(0))
  const epoch = checkpoint?.epoch ?? new Uint8Array(0)
  const path = checkpoint?.path ?? []
  assert.is(toHex(rootFromInclusion(sha256, size - 1, size, hashEntry(sha256, epoch), path) ?? root), toHex(root))
  const map = rootFromMapProof(
    sha256,
    ofKind(frames, 'map').flatMap(({ proof }) => proof),
  )
  assert.is(toHex(map.root), toHex(decodeEntry(epoch).claim))
  const [link] = ofKind(frames, 'link')
  assert.is(link?.size, old.size)
  assert.ok(checkConsistency(sha256, old.size, size, old.root, root, link?.proof ?? []))
  checkStreams(frames, map.shown, sha256)
  checkTies(frames, size, root)
  const end = frames.at(-1)
  assert.equal(end, { kind: 'end', entries: ofKind(frames, 'entry').length, serials: 10 })
  assert.equal(
    ofKind(frames, 'manifest').flatMap((frame) => frame.serials),
    [...serials].sort(),
  )
  await ledger.close()
})

function checkStreams(
  frames: readonly BundleFrame[],
  heads: readonly { key: Uint8Array; size: number; root: Uint8Array }[],
  hash: Sha256,
): void {
  const leaves = new Map<string, Map<number, Uint8Array>>()
  let last = 0
  for (const { bytes } of ofKind(frames, 'entry')) {
    const entry = decodeEntry(bytes)
    assert.ok(entry.g > last)
    last = entry.g
    const key = toHex(entry.stream as Uint8Array)
    leaves.set(key, (leaves.get(key) ?? new Map()).set(entry.s, hashEntry(hash, bytes)))
  }
  const streams = ofKind(frames, 'stream')
  assert.is(streams.length, heads.length)
  const texts = streams.map(({ stream }) => streamText(stream))
  assert.equal(texts, [...texts].sort())
  const roots = heads.map(({ key, size, root }) => {
    const own = leaves.get(toHex(key)) ?? new Map<number, Uint8Array>()
    return streams.some(({ runs, proof }) => {
      try {
        return equalBytes(
          rootFromSubset(hash, size, runs, (i) => own.get(i), proof),
          root,
        )
      } catch {
        return false
      }
    })
  })
  assert.ok(roots.every(Boolean))
}

function checkTies(frames: readonly BundleFrame[], size: number, root: Uint8Array): void {
  const leaves = new Map<number, Uint8Array>([
    [0, hashEntry(sha256, ofKind(frames, 'genesis')[0]?.entry ?? new Uint8Array(0))],
  ])
  for (const { bytes } of ofKind(frames, 'entry')) leaves.set(decodeEntry(bytes).g, hashEntry(sha256, bytes))
  for (const { runs, proof } of ofKind(frames, 'log')) {
    assert.is(toHex(rootFromSubset(sha256, size, runs, (g) => leaves.get(g), proof)), toHex(root))
  }
  assert.ok(ofKind(frames, 'log').length > 0)
}

test('each claim is opened once, whole or as far as its batch goes, and hashes to its entry', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, shared())
  for (const lot of [LOT, 'LOT2']) {
    const opened = new Set<string>()
    for (const { bytes, claim } of ofKind(await framesOf(ledger, lot), 'entry')) {
      if (claim === undefined) continue
      const hash = toHex(hashOpenClaim(sha256, claim))
      assert.is(hash, toHex(decodeEntry(bytes).claim))
      assert.not(opened.has(hash))
      opened.add(hash)
    }
    assert.ok(opened.size > 5)
  }
  await ledger.close()
})

test('a bundle holds no serial of another batch, though one pallet held both, and no papers of it', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, shared())
  const bundle = Buffer.from(await gather(ledger.exportBundle(PRODUCT, LOT)))
  for (const serial of serials) assert.ok(bundle.includes(serial))
  for (const serial of others) {
    assert.not(bundle.includes(serial))
    for (let domain = 0; domain < 16; domain++) {
      for (const value of [Buffer.from(serial), encode([serial]), Buffer.from(`${PRODUCT}/${serial}`)]) {
        assert.not(bundle.includes(Buffer.from(sha256(Buffer.concat([Buffer.of(domain), value])))))
        assert.not(bundle.includes(Buffer.from(sha256(value))))
      }
    }
  }
  assert.not(bundle.includes('shared paper'))
  await ledger.close()
})

test('of a pallet whose last case was emptied on it, the next record travels too, and no other', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [
    commission(serials),
    { type: 'aggregate', ...at(MAKER, 1), packs: packs(serials), parent: CASE },
    { type: 'aggregate', ...at(MAKER, 1.5), containers: [CASE], parent: PALLET },
    { type: 'disaggregate', ...at(MAKER, 2), packs: packs(serials), parent: CASE },
    { type: 'observe', ...at(MAKER, 3), containers: [PALLET] },
    { type: 'observe', ...at(MAKER, 4), containers: [PALLET] },
  ])
  const runs = ofKind(await framesOf(ledger, LOT), 'stream').flatMap(({ stream, runs }) =>
    stream.type === 'container' && stream.container === PALLET ? runs : [],
  )
  assert.equal(
    runs.map(({ from, to }) => [from, to]),
    [[0, 2]],
  )
  await ledger.close()
})

test('records of a container travel from the first of the goods in to the last out', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, shared())
  const types = async (lot: string): Promise<string[]> => {
    const found: string[] = []
    for (const { claim } of ofKind(await framesOf(ledger, lot), 'entry')) {
      const event = claim === undefined ? undefined : readClaim(claim)
      if (event?.subjects.some((subject) => subject.kind === 'container' && subject.container === CASE)) {
        found.push(event.type)
      }
    }
    return found
  }
  assert.equal(await types(LOT), ['aggregate', 'aggregate', 'disaggregate', 'disaggregate'])
  assert.equal(await types('LOT2'), ['aggregate', 'aggregate', 'disaggregate', 'disaggregate', 'ship'])
  await ledger.close()
})

test('withheld fields are hidden in every claim, and the rest still verifies', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, chain(serials))
  const frames = await framesOf(ledger, LOT, { withhold: ['who', 'where'] })
  let withheld = 0
  for (const { bytes, claim } of ofKind(frames, 'entry')) {
    if (claim === undefined) continue
    assert.is(toHex(hashOpenClaim(sha256, claim)), toHex(decodeEntry(bytes).claim))
    const event = readClaim(claim)
    assert.is(event.who, undefined)
    assert.is(event.where, undefined)
    withheld += event.withheld.length
  }
  assert.ok(withheld >= 8)
  await ledger.close()
})

test('a batch nobody has spoken of has no bundle', async () => {
  const { ledger } = await newWorld()
  await ledger.seal()
  let code = ''
  try {
    await gather(ledger.exportBundle(PRODUCT, 'NONE'))
  } catch (error) {
    code = error instanceof LedgerError ? error.code : String(error)
  }
  assert.is(code, 'NOT_FOUND')
  await ledger.close()
})

test('an entry that was changed on the disk stops the export, with its place', async () => {
  const store = await memoryStore()
  const world = await newWorld({ ...store, close: () => Promise.resolve() })
  await attestAll(world.ledger, chain(serials))
  await world.ledger.seal()
  await world.ledger.close()
  const key = numberKey('e', 0)
  const row = store.get(key) as Uint8Array
  const entries = readEntries(openRow(key, row))
  assert.ok((await gather(await exported(store, world))).length > 1000)
  for (const [g, entry] of entries.entries()) {
    const { kind, stream } = decodeEntry(entry)
    if (kind !== 'claim' || stream === undefined) continue
    // Its claim hash, so that it still is an entry with its own place; every checksum is mended.
    const bad = new Uint8Array(entry)
    const at0 = Buffer.from(bad).indexOf(Buffer.from(decodeEntry(entry).claim))
    bad[at0] = (bad[at0] as number) ^ 1
    const writer = new RowWriter().start()
    for (const [i, one] of entries.entries()) writer.blob(i === g ? bad : one)
    const batch = store.batch()
    batch.put(key, closeRow(key, writer.body()))
    await batch.write()
    let message = 'nothing was said'
    try {
      await gather(await exported(store, world))
    } catch (error) {
      message = error instanceof LedgerError && error.code === 'DAMAGED' ? error.message : String(error)
    }
    assert.match(message, new RegExp(`entry ${g} is not what was appended`))
  }
})

async function exported(store: Store, world: World): Promise<AsyncIterable<Uint8Array>> {
  const options = { clock: clockFrom(world.clock), anchorDir: world.anchorDir }
  const ledger = await openOn({ ...store, close: () => Promise.resolve() }, options)
  return ledger.exportBundle(PRODUCT, LOT)
}

test('a bundle is of one moment, though the ledger goes on meanwhile', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, chain(serials))
  await ledger.seal()
  const stream = ledger.exportBundle(PRODUCT, LOT)
  const parts = [(await stream.next()).value as Uint8Array]
  await attestAll(ledger, [{ type: 'observe', ...at(WHOLESALER, 9), packs: packs(serials.slice(5)) }])
  await ledger.seal()
  for await (const part of stream) parts.push(part)
  const frames: BundleFrame[] = []
  for await (const frame of readFrames('bundle', parts)) frames.push(decodeBundleFrame(frame))
  const { size, root } = parseCheckpoint(ofKind(frames, 'checkpoint')[0]?.note ?? new Uint8Array(0))
  checkTies(frames, size, root)
  await ledger.close()
})

test.run()
