import { type BundleFrame, equalBytes, fromUtf8, type OpenClaim, utf8 } from '@packtrail/protocol'
import { doubled, edit, makeStory, mended, type Story, swapped, without, writeBundle } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { check, codes, crypto, policyFor } from './story.ts'

const test = suite<{ story: Story; frames: BundleFrame[] }>('structural mutations')

test.before(async (context) => {
  context.story = await makeStory(crypto)
  context.frames = context.story.ledger.bundle('04012345678901', 'L1')
})

/** A list with one item dropped, doubled, or swapped with the next: every way, with its name. */
function ways<T>(list: readonly T[], name: string): (readonly [string, T[]])[] {
  return list.flatMap((_, i) => [
    [`${name} ${i} dropped`, without(list, i)] as const,
    [`${name} ${i} doubled`, doubled(list, i)] as const,
    ...(i + 1 < list.length ? [[`${name} ${i} swapped with the next`, swapped(list, i, i + 1)] as const] : []),
  ])
}

/** All mutations, as made and after the forger has recomputed what needs no key, are refuted with a code. */
async function allRefuted(story: Story, mutants: readonly (readonly [string, BundleFrame[]])[]): Promise<void> {
  const policy = policyFor(story.ledger)
  const original = writeBundle(story.ledger.bundle('04012345678901', 'L1'))
  const survivors: string[] = []
  let tried = 0
  for (const [name, frames] of mutants) {
    for (const [how, made] of [
      ['as it is', frames],
      ['mended', await mended(frames)],
    ] as const) {
      const bytes = writeBundle(made)
      if (equalBytes(bytes, original)) continue
      tried++
      const report = await check(bytes, policy)
      const said = report.evidenceFindings.some(({ severity }) => severity === 'error')
      if (report.verdict !== 'refuted' || !said) survivors.push(`${name}, ${how}: ${report.verdict} ${codes(report)}`)
    }
  }
  assert.ok(tried > 0)
  assert.equal(survivors, [])
}

test('every entry dropped, doubled or swapped', async ({ story, frames }) => {
  const places = frames.flatMap(({ kind }, i) => (kind === 'entry' ? [i] : []))
  const mutants = places.flatMap((at, nth) => {
    const next = places[nth + 1]
    return [
      [`entry ${nth} dropped`, without(frames, at)] as const,
      [`entry ${nth} doubled`, doubled(frames, at)] as const,
      ...(next === undefined ? [] : [[`entry ${nth} swapped with the next`, swapped(frames, at, next)] as const]),
    ]
  })
  await allRefuted(story, mutants)
})

test('every frame dropped, doubled or swapped', async ({ story, frames }) => {
  await allRefuted(story, ways(frames, 'frame'))
})

test('every slot dropped, doubled or swapped', async ({ story, frames }) => {
  const mutants = frames.flatMap((frame, at) => {
    const claim = frame.kind === 'entry' || frame.kind === 'genesis' ? frame.claim : undefined
    if (claim?.seed === undefined) return []
    return ways(claim.slots, `claim at frame ${at}, slot`).flatMap(([name, slots]) => {
      if (slots.length < 2) return []
      const changed: OpenClaim = { seed: claim.seed, slots }
      return [[name, frames.map((one, i) => (i === at ? ({ ...one, claim: changed } as BundleFrame) : one))] as const]
    })
  })
  await allRefuted(story, mutants)
})

test('every serial dropped, doubled or swapped', async ({ story, frames }) => {
  const at = frames.findIndex(({ kind }) => kind === 'manifest')
  const { serials } = frames[at] as Extract<BundleFrame, { kind: 'manifest' }>
  const mutants = ways(serials, 'serial').map(([name, list]) => {
    return [name, edit(frames, 'manifest', 0, (frame) => ({ ...frame, serials: list }))] as const
  })
  await allRefuted(story, mutants)
})

test('every proof node, run, tally and item of the map dropped, doubled or swapped', async ({ story, frames }) => {
  const mutants = frames.flatMap((frame, at) => {
    const put = (changed: BundleFrame): BundleFrame[] => frames.map((one, i) => (i === at ? changed : one))
    const name = (what: string): string => `${frame.kind} at frame ${at}, ${what}`
    const lists: (readonly [string, BundleFrame[]])[] = []
    if (frame.kind === 'checkpoint') {
      for (const [how, path] of ways(frame.path, name('path'))) lists.push([how, put({ ...frame, path })])
    }
    if (frame.kind === 'link' || frame.kind === 'stream' || frame.kind === 'submission' || frame.kind === 'log') {
      for (const [how, proof] of ways(frame.proof, name('proof'))) lists.push([how, put({ ...frame, proof })])
    }
    if (frame.kind === 'map') {
      for (const [how, proof] of ways(frame.proof, name('item'))) lists.push([how, put({ ...frame, proof })])
    }
    if (frame.kind === 'stream' || frame.kind === 'submission' || frame.kind === 'log') {
      for (const [how, runs] of ways(frame.runs, name('run'))) lists.push([how, put({ ...frame, runs })])
    }
    if (frame.kind === 'submission') {
      for (const [how, tallies] of ways(frame.tallies ?? [], name('tally')))
        lists.push([how, put({ ...frame, tallies })])
    }
    return lists
  })
  await allRefuted(
    story,
    mutants.filter(([, list]) => list.every((frame) => frame.kind !== 'map' || frame.proof.length > 0)),
  )
})

test('every line of the note dropped, doubled or swapped', async ({ story, frames }) => {
  const checkpoint = frames.find((frame) => frame.kind === 'checkpoint')
  const lines = (fromUtf8(checkpoint?.note ?? new Uint8Array(0)) ?? '').split('\n')
  const mutants = ways(lines, 'line').map(([name, list]) => {
    return [name, edit(frames, 'checkpoint', 0, (frame) => ({ ...frame, note: utf8(list.join('\n')) }))] as const
  })
  await allRefuted(story, mutants)
})

test.run()
