/** What a forger hands to the auditor, and his tools. */
import { type BundleFrame, type Crypto, toHex } from '@packtrail/protocol'
import { writeBundle } from './bundle-export.ts'
import type { TestLedger } from './bundle-maker.ts'
import { type FrameOf, type MendOptions, mendBundle } from './bundle-mend.ts'
import type { Story } from './bundle-story.ts'
import { nodeSha256 } from './test-keys.ts'

/** F: files only · A: an actor's own key · O: the ledger's key and files · T: a stolen actor key (docs/spec/00-overview.md#against-whom). */
export type Adversary = 'F' | 'A' | 'O' | 'T'

export interface Forgery {
  readonly bytes: Uint8Array
  /** The ledger that the auditor trusts, if it is not the story's. */
  readonly ledger?: TestLedger
  /** What the auditor's policy says beyond the story's. */
  readonly policy?: Readonly<Record<string, unknown>>
  /** The auditor's memory file. */
  readonly memory?: unknown
  /** The auditor's clock, ms since 1970. */
  readonly now?: number
}

export interface Forger {
  /** The evidence code that must give him away. */
  readonly code: string
  readonly adversary: Adversary
  forge(story: Story, crypto: Crypto): Promise<Forgery> | Forgery
}

export type Frames = readonly BundleFrame[]

export function bundleOf({ ledger }: Pick<Story, 'ledger'>, lot = 'L1', product = '04012345678901'): BundleFrame[] {
  return ledger.bundle(product, lot)
}

export function forged(frames: Frames, more: Omit<Forgery, 'bytes'> = {}): Forgery {
  return { bytes: writeBundle(frames), ...more }
}

/** Position of the `nth` frame of a kind. */
export function place(frames: Frames, kind: BundleFrame['kind'], nth = 0): number {
  const places = frames.flatMap((frame, i) => (frame.kind === kind ? [i] : []))
  const at = places.at(nth)
  if (at === undefined) throw new Error(`the bundle has no frame ${kind} ${nth}`)
  return at
}

/** Change the `nth` frame of a kind. */
export function edit<K extends BundleFrame['kind']>(
  frames: Frames,
  kind: K,
  nth: number,
  change: (frame: FrameOf<K>) => BundleFrame,
): BundleFrame[] {
  const at = place(frames, kind, nth)
  return frames.map((frame, i) => (i === at ? change(frame as FrameOf<K>) : frame))
}

export function without<T>(list: readonly T[], at: number): T[] {
  return [...list.slice(0, at), ...list.slice(at + 1)]
}

export function doubled<T>(list: readonly T[], at: number): T[] {
  return [...list.slice(0, at + 1), ...list.slice(at)]
}

export function swapped<T>(list: readonly T[], a: number, b: number): T[] {
  const out = [...list]
  out[a] = list[b] as T
  out[b] = list[a] as T
  return out
}

export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const out = bytes.slice()
  out[at] = (out[at] as number) ^ (1 << bit)
  return out
}

/** The opened claim of the event that `index` of the story's eight stands for. */
export function openedAt(frames: Frames, { claims }: Story, index: number): number {
  const hash = toHex((claims[index] as Story['claims'][number]).hash)
  const at = frames.findIndex((frame) => {
    return frame.kind === 'entry' && frame.claim !== undefined && toHex(hashOf(frame)) === hash
  })
  if (at < 0) throw new Error(`event ${index} is not in the bundle`)
  return at
}

/** The claim hash in an entry: the last but one of its parts, 32 bytes before the submission's 34. */
function hashOf({ bytes }: FrameOf<'entry'>): Uint8Array {
  return bytes.subarray(bytes.length - 34 - 32, bytes.length - 34)
}

export function mended(frames: Frames, options: Omit<MendOptions, 'sha256'> = {}): Promise<BundleFrame[]> {
  return mendBundle(frames, { sha256: nodeSha256, ...options })
}
