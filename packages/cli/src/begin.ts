/** What `register`, `adopt` and `close` are given: a batch, its data and its serials. */
import { type BatchParts, isGtinProduct, splitBatchId } from '@packtrail/codes'
import type { SerialSet } from '@packtrail/core'
import type { CloseSubject } from '@packtrail/protocol'
import { readBatch } from './codes.ts'
import type { Call } from './command.ts'
import type { Commissioning } from './cut.ts'
import { usageError } from './error.ts'
import { inputFile } from './files.ts'
import { tellGuessable } from './guessable.ts'
import { readMarkets } from './market.ts'
import { readSerials, type SerialsOf } from './serial-file.ts'
import { makeSerials, serialRule } from './serials.ts'
import { readDay } from './time.ts'
import { words } from './words.ts'

const { begin: say } = words

/** @throws CliError MISSING_ARGUMENT */
export function batchArgument(call: Call, args: readonly string[] = call.args): BatchParts {
  const [text, ...more] = args
  if (text === undefined) throw usageError('MISSING_ARGUMENT', say.whichBatch, words.codes.batchHint)
  if (more.length > 0) throw usageError('USAGE', say.oneBatch(more[0] ?? ''))
  return splitBatchId(readBatch(text))
}

/**
 * @param issued Serials that the ledger knows already, for the randomness rule: those of all products, which is never too few.
 * @throws CliError when neither or both of --count and --serials are given, or the serials cannot be used.
 */
export async function commissioningOf(call: Call, batch: BatchParts, issued = 0): Promise<Commissioning> {
  const expiry = call.text('expiry')
  const made = call.text('made')
  const units = call.count('units')
  const markets = call.text('markets')
  return {
    ...batch,
    serials: await serialsOf(call, { ...batch, ...(expiry === undefined ? {} : { expiry: readDay(expiry) }) }, issued),
    ...(expiry === undefined ? {} : { expiry: readDay(expiry) }),
    ...(made === undefined ? {} : { made: readDay(made) }),
    ...(units === undefined ? {} : { units }),
    ...(markets === undefined ? {} : { markets: readMarkets(markets) }),
  }
}

async function serialsOf(call: Call, batch: BatchParts & SerialsOf, known: number): Promise<SerialSet> {
  const file = call.text('serials')
  const count = call.count('count')
  if ((file === undefined) === (count === undefined))
    throw usageError('USAGE', say.countOrSerials, say.countOrSerialsHint)
  if (file !== undefined) {
    const serials = await readSerials(call.io, await inputFile(call.io, file), batch)
    // Stock that is older than the ledger has the serials it has.
    if (call.name !== 'adopt' && isGtinProduct(batch.product)) await tellGuessable(call, serials)
    return serials
  }
  if (count === undefined || count === 0) throw usageError('BAD_ARGUMENT', say.noCount)
  if (!isGtinProduct(batch.product) && batch.product.startsWith('cn:')) {
    throw usageError('BAD_ARGUMENT', say.cnSerials, say.cnSerialsHint)
  }
  const issued = known + (call.count('issued') ?? 0)
  const rule = serialRule(issued + count, call.text('alphabet'), call.count('length'))
  return await makeSerials(call.io.random, count, rule)
}

/** The totals of a closing. @param commissioned What the ledger counts, where there is one. */
export function closeOf(call: Call, batch: BatchParts, commissioned: number | undefined): Omit<CloseSubject, 'kind'> {
  const made = call.count('commissioned') ?? commissioned
  if (made === undefined) throw usageError('MISSING_ARGUMENT', say.howMany, say.howManyHint)
  const wasted = call.count('wasted') ?? 0
  const unused = call.count('unused') ?? 0
  return { ...batch, allocated: call.count('allocated') ?? made + wasted + unused, commissioned: made, wasted, unused }
}
