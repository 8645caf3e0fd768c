/** Parts that frames of several kinds of file have in common. */
import type { Cbor } from './cbor.ts'
import { claimFromCbor, type OpenClaim } from './claim.ts'
import type { Hash } from './crypto.ts'
import { FormatError } from './error.ts'
import { HASH_SIZE, SEED_SIZE } from './hash.ts'
import { MANIFEST_CHUNK } from './manifest.ts'
import { asArray, asBytes, asCount, asText } from './shape.ts'
import type { Run } from './tree.ts'

/** Of a claim that the reader must be able to read in full. */
export function readWholeClaim(value: Cbor | undefined): OpenClaim {
  const claim = claimFromCbor(value)
  if (claim.seed === undefined) throw new FormatError('SHAPE', 'a claim must be whole here')
  return claim
}

export function readHashes(value: Cbor | undefined): Hash[] {
  return asArray(value, 'proof').map((item) => asBytes(item, 'proof', HASH_SIZE))
}

export interface ManifestFrame {
  readonly kind: 'manifest'
  readonly claim: Hash
  readonly seed: Uint8Array
  readonly serials: readonly string[]
}

/** `[tag, claim hash, seed, serials]`. */
export function readManifestFrame(parts: readonly Cbor[]): ManifestFrame {
  asArray(parts, 'manifest', 4)
  return {
    kind: 'manifest',
    claim: asBytes(parts[1], 'claim hash', HASH_SIZE),
    seed: asBytes(parts[2], 'seed', SEED_SIZE),
    serials: serials(parts[3]),
  }
}

function serials(value: Cbor | undefined): string[] {
  const items = asArray(value, 'serials')
  if (items.length === 0 || items.length > MANIFEST_CHUNK)
    throw new FormatError('VALUE', 'a manifest frame holds 1 to 4,096 serials')
  return items.map((item) => asText(item, 'serial', 64))
}

export function runsToCbor(list: readonly Run[]): Cbor {
  return list.map(({ from, to }): Cbor => [from, to])
}

export function readRuns(value: Cbor | undefined): Run[] {
  let last = -1
  return asArray(value, 'runs').map((item) => {
    const [first, second] = asArray(item, 'run', 2)
    const run = { from: asCount(first, 'run'), to: asCount(second, 'run') }
    // A run that touches the one before it would be a second spelling of the same set.
    if (run.from <= last || run.to <= run.from) throw new FormatError('SHAPE', 'runs overlap, touch or are empty')
    last = run.to
    return run
  })
}
