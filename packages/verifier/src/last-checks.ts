/** What can be judged when a bundle was read to its end. */
import type { StreamName } from '@packtrail/protocol'
import type { CheckedCheckpoint } from './checkpoint.ts'
import type { Findings } from './findings.ts'
import { clean, streamLabel } from './label.ts'
import type { SeenHead } from './memory.ts'
import { formatMoment } from './moment.ts'
import { type Batch, CLOCK_SKEW } from './proven.ts'
import type { StreamTable } from './streams.ts'

/** Every party that is named has its records in the bundle, whole; and nobody else has. */
export function checkStreamsNeeded(
  streams: StreamTable,
  actors: ReadonlySet<string>,
  batch: Batch,
  findings: Findings,
): void {
  for (const actor of actors) {
    const name: StreamName = { type: 'authority', actor }
    if (streams.byName(name) === undefined) findings.add('STREAM_MISSING', { params: { stream: streamLabel(name) } })
  }
  for (const { name } of streams.all()) {
    const needed =
      name.type === 'policy' ||
      name.type === 'container' ||
      (name.type === 'authority' && actors.has(name.actor)) ||
      (name.type === 'product' && name.product === batch.product) ||
      (name.type === 'batch' && name.product === batch.product && name.lot === batch.lot)
    if (!needed) findings.add('STREAM_UNNEEDED', { params: { stream: streamLabel(name) } })
  }
}

/** The auditor has seen more records of this batch before. */
export function checkBatchMemory(
  kept: Readonly<Record<string, SeenHead>> | undefined,
  head: SeenHead | undefined,
  batch: Batch,
  findings: Findings,
): void {
  const name = `${batch.product}/${batch.lot}`
  const before = kept !== undefined && Object.hasOwn(kept, name) ? kept[name] : undefined
  if (before === undefined || head === undefined || head.size >= before.size) return
  findings.add('BATCH_ROLLBACK', { params: { kept: before.size, size: head.size } })
}

/** A witness signs what it sees: nothing can have been recorded later than its cosignature. */
export function checkWitnessTime({ cosignatures, epoch }: CheckedCheckpoint, findings: Findings): void {
  const { g, recorded } = epoch
  for (const { witness, seconds } of cosignatures) {
    if (recorded <= (seconds + 1) * 1000 + CLOCK_SKEW) continue
    const times = { recorded: formatMoment(recorded), stamped: formatMoment(seconds * 1000) }
    findings.add('RECORDED_AFTER_WITNESS', { params: { g, witness: clean(witness), ...times }, evidence: [g] })
  }
}
