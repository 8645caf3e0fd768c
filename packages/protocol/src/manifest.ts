/** Manifests: the serials of one commissioning, sorted, salted, counted, under one root (docs/spec/10-manifests.md). */
import { compareText } from './bytes.ts'
import type { Hash, Sha256 } from './crypto.ts'
import { FormatError } from './error.ts'
import { hashSerial } from './hash.ts'
import { frontierRoot, pushLeaf } from './tree.ts'

/** Serials of one frame of a manifest in a file. */
export const MANIFEST_CHUNK = 4096

export interface ManifestHasher {
  /** @throws FormatError VALUE when the serial does not follow the last one in UTF-8 order. */
  push(serial: string): void
  finish(): { readonly root: Hash; readonly count: number }
}

export function serialLeaf(sha256: Sha256, seed: Uint8Array, index: number, serial: string): Hash {
  return hashSerial(sha256, serial, seed, index)
}

/** Hash a manifest as a stream: flat memory at any size. */
export function manifestHasher(sha256: Sha256, seed: Uint8Array): ManifestHasher {
  const frontier: Hash[] = []
  let count = 0
  let last: string | undefined
  return {
    push(serial) {
      if (last !== undefined && compareText(last, serial) >= 0) {
        throw new FormatError('VALUE', 'the serials of a manifest are not sorted or hold one twice')
      }
      last = serial
      pushLeaf(sha256, frontier, count, serialLeaf(sha256, seed, count, serial))
      count++
    },
    finish: () => ({ root: frontierRoot(sha256, frontier), count }),
  }
}

/** Root and count of serials that are already sorted. */
export function hashManifest(
  sha256: Sha256,
  seed: Uint8Array,
  serials: readonly string[],
): { readonly root: Hash; readonly count: number } {
  const hasher = manifestHasher(sha256, seed)
  for (const serial of serials) hasher.push(serial)
  return hasher.finish()
}
