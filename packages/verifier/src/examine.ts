/**
 * One bundle, opened, proven and replayed, with what it has shown kept: several bundles are judged together afterwards. Never throws
 * on bad evidence; what it throws is a failure of our own or of the supplier of cryptography.
 */
import { type BundleFrame, equalBytes } from '@packtrail/protocol'
import { findings } from './findings.ts'
import { eachFrame, MAX_BUNDLE, source } from './frames.ts'
import type { Links } from './history.ts'
import type { LogCopy } from './log-copy.ts'
import { nobleHasher } from './noble-crypto.ts'
import { checkPlaces } from './placing.ts'
import type { Policy } from './policy.ts'
import { rulesOfPolicy } from './profiles.ts'
import { Prover } from './prove.ts'
import type { Proven } from './proven.ts'
import { type Replayed, replay } from './replay.ts'
import { checkLogs } from './replay-log.ts'
import { makeReport, type Report } from './report.ts'
import { batchText, judgeScans } from './scans.ts'
import { checkStays } from './stays.ts'
import type { VerifyOptions } from './verify-options.ts'

export interface Examined {
  readonly report: Report
  /** The one of the auditor's policies that it was checked under. */
  readonly policy: Policy
  readonly proven: Proven | undefined
  /** Older checkpoints that the bundle holds proofs for. */
  readonly links: Links | undefined
  /** Only where the evidence is sound. */
  readonly replayed: Replayed | undefined
}

/** @param keepsLeaves Whether other bundles of the same ledger may be compared with this one. */
export async function examine(
  chunks: AsyncIterable<Uint8Array>,
  options: VerifyOptions,
  keepsLeaves = false,
): Promise<Examined> {
  const { memory, crypto, now } = options
  const pins = [options.policy, ...(options.otherPolicies ?? [])].map(({ manufacturers }) => manufacturers)
  const found = findings()
  const file = source(chunks, (options.makeHasher ?? nobleHasher)())
  let { policy } = options
  const begin = (): Prover => {
    const [log] = logsOf(options, policy)
    return new Prover({ crypto, policy, pins, memory, findings: found, now, log, keepsLeaves })
  }
  let prover = begin()
  const whole = await eachFrame(file, found, (frame, offset) => {
    if (frame.kind === 'header') {
      // A ledger that no policy names is refuted under the first of them.
      policy = options.otherPolicies?.find(({ ledgerId }) => equalBytes(ledgerId, frame.ledgerId)) ?? policy
      prover = begin()
    }
    return take(prover, frame, offset)
  })
  const proven = await prover.finish(whole)
  await file.drain()
  if (file.size > MAX_BUNDLE) found.add('FILE_TOO_LARGE')
  if (proven !== undefined && whole) {
    checkPlaces(proven, found)
    checkStays(proven, found)
  }
  const cover = proven && checkLogs(logsOf(options, policy), proven.checkpoint, prover.links, found)
  const evidence = found.list()
  const rules = rulesOfPolicy(policy, options.rules)
  // What a forged file says of the goods is not repeated as if it were so.
  const sound = whole && !evidence.some(({ severity }) => severity === 'error')
  const replayed = proven !== undefined && sound ? replay(proven, rules) : undefined
  const homes = proven && replayed ? [{ world: replayed.world, batches: new Set([batchText(proven.batch)]) }] : []
  const scanned = replayed && options.scans && judgeScans(options.scans, { homes, now, market: options.market, rules })
  const input = {
    ...options,
    policy,
    rules,
    file,
    whole,
    batch: prover.batch,
    proven,
    replayed,
    scanned,
    evidence,
    cover,
    pins,
  }
  return { report: makeReport(input), policy, proven, replayed, links: prover.links }
}

/** The auditor's copies of this ledger's log, the longest first. */
function logsOf({ logs = [] }: VerifyOptions, { ledgerId }: Policy): readonly LogCopy[] {
  return logs.filter((log) => equalBytes(log.ledgerId, ledgerId)).sort((a, b) => b.size - a.size)
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
