/**
 * Opens a bundle, proves it, replays it, reports (docs/spec/13-bundle.md). Pure: no clock, no disk, no network; the same in a
 * browser. Never throws on bad evidence; what it throws is a failure of our own or of the supplier of cryptography.
 */
import type { BundleFrame } from '@packtrail/protocol'
import { findings } from './findings.ts'
import { eachFrame, MAX_BUNDLE, source } from './frames.ts'
import { nobleHasher } from './noble-crypto.ts'
import { checkPlaces } from './placing.ts'
import { Prover } from './prove.ts'
import { replay } from './replay.ts'
import { makeReport, type Report } from './report.ts'
import { judgeScans } from './scans.ts'
import { checkStays } from './stays.ts'
import type { VerifyOptions } from './verify-options.ts'

export async function verifyBundle(chunks: AsyncIterable<Uint8Array>, options: VerifyOptions): Promise<Report> {
  const { policy, memory, crypto, now, rules } = options
  const found = findings()
  const file = source(chunks, options.hasher ?? nobleHasher())
  const prover = new Prover({ crypto, policy, memory, findings: found, now })
  const whole = await eachFrame(file, found, (frame, offset) => take(prover, frame, offset))
  const proven = await prover.finish(whole)
  await file.drain()
  if (file.size > MAX_BUNDLE) found.add('FILE_TOO_LARGE')
  if (proven !== undefined && whole) {
    checkPlaces(proven, found)
    checkStays(proven, found)
  }
  const evidence = found.list()
  // What a forged file says of the goods is not repeated as if it were so.
  const sound = whole && !evidence.some(({ severity }) => severity === 'error')
  const replayed = proven !== undefined && sound ? replay(proven, rules) : undefined
  const scanned = replayed && options.scans && judgeScans(replayed.world, options.scans, now, options.market, rules)
  return makeReport({ ...options, file, whole, batch: prover.batch, proven, replayed, scanned, evidence })
}

function take(prover: Prover, frame: BundleFrame, offset: number): Promise<boolean> | undefined {
  switch (frame.kind) {
    case 'header':
      return prover.header(frame)
    case 'checkpoint':
      return prover.checkpoint(frame)
    case 'genesis':
      return prover.genesis(frame) ? undefined : Promise.resolve(false)
    case 'link':
      prover.link(frame)
      return undefined
    case 'map':
      return prover.map(frame) ? undefined : Promise.resolve(false)
    case 'stream':
      return prover.stream(frame) ? undefined : Promise.resolve(false)
    case 'log':
      prover.log(frame)
      return undefined
    case 'end':
      prover.end(frame)
      return undefined
    default:
      return prover.body(frame, offset)?.then(() => true)
  }
}
