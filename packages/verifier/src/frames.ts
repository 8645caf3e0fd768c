/** The first stage: bytes to frames, in the one order a bundle has (docs/spec/13-bundle.md#order). */
import {
  type BundleFrame,
  FormatError,
  type FormatErrorCode,
  type RawFrame,
  rawFrameSplitter,
  readBundleFrame,
} from '@packtrail/protocol'
import type { EvidenceCode } from './catalogue.ts'
import type { Findings } from './findings.ts'
import { clean } from './label.ts'
import type { Hasher } from './noble-crypto.ts'

/** Largest bundle that is read, in bytes. */
export const MAX_BUNDLE: number = 2 ** 32 - 1

type Kind = BundleFrame['kind']

/** What may stand next. A kind that names itself may be repeated. */
const NEXT: Readonly<Record<Kind | 'start', readonly Kind[]>> = {
  start: ['header'],
  header: ['checkpoint'],
  checkpoint: ['genesis'],
  genesis: ['link', 'map'],
  link: ['link', 'map'],
  map: ['map', 'stream'],
  stream: ['stream', 'submission', 'entry', 'log'],
  submission: ['entry'],
  entry: ['submission', 'entry', 'manifest', 'log'],
  manifest: ['manifest', 'submission', 'entry', 'log'],
  log: ['log', 'end'],
  end: [],
}

const CODES: Readonly<Record<FormatErrorCode, EvidenceCode>> = {
  CBOR_TRUNCATED: 'FRAME_CUT',
  CBOR_NOT_CANONICAL: 'NOT_CANONICAL',
  CBOR_TYPE: 'FRAME_TYPE',
  CBOR_DEPTH: 'FRAME_DEPTH',
  CBOR_TOO_LARGE: 'FRAME_TOO_LARGE',
  CBOR_TEXT: 'FRAME_TEXT',
  CBOR_TRAILING: 'FRAME_TRAILING',
  VERSION_UNKNOWN: 'VERSION_UNKNOWN',
  SHAPE: 'FRAME_SHAPE',
  VALUE: 'FRAME_VALUE',
  PROOF_SHAPE: 'FRAME_SHAPE',
  NOTE: 'FILE_KIND',
  COSE: 'FRAME_SHAPE',
}

export interface Source {
  /** Bytes that were read. */
  readonly size: number
  readonly hash: Uint8Array
  chunks(): AsyncIterable<Uint8Array>
  /** Read what is left, so that the hash is that of the whole file. */
  drain(): Promise<void>
}

/** The file, counted and hashed as it goes by. */
export function source(chunks: AsyncIterable<Uint8Array>, hasher: Hasher): Source {
  const iterator = chunks[Symbol.asyncIterator]()
  let size = 0
  let hash: Uint8Array | undefined
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (size > MAX_BUNDLE) return { done: true, value: undefined }
    const step = await iterator.next()
    if (step.done === true) return { done: true, value: undefined }
    size += step.value.length
    hasher.update(step.value)
    return { done: false, value: step.value }
  }
  return {
    get size() {
      return size
    },
    get hash() {
      hash ??= hasher.digest()
      return hash
    },
    chunks: () => ({ [Symbol.asyncIterator]: () => ({ next }) }),
    async drain() {
      while ((await next()).done !== true);
      await iterator.return?.()
    },
  }
}

/**
 * Give each frame to `take`, which must copy what it keeps: the bytes of a frame hold until the next one. Goes on until it says false or the file is at fault. Resolves to whether the file was read to its end,
 * without a fault of its own.
 */
export async function eachFrame(
  file: Source,
  findings: Findings,
  take: (frame: BundleFrame, offset: number) => Promise<boolean> | undefined,
): Promise<boolean> {
  let before = 'start' as Kind | 'start'
  const splitter = rawFrameSplitter('bundle', 'lent')
  const next = (raw: RawFrame): Promise<boolean> | boolean => {
    if (before === 'end') {
      findings.add('FRAME_AFTER_END')
      return false
    }
    const frame = readBundleFrame(raw)
    if (!NEXT[before].includes(frame.kind)) {
      findings.add('FRAME_ORDER', { params: { offset: raw.offset, kind: frame.kind } })
      return false
    }
    before = frame.kind
    return take(frame, raw.offset) ?? true
  }
  try {
    for await (const chunk of file.chunks()) {
      for (const raw of splitter.push(chunk)) {
        const went = next(raw)
        // Most frames need no waiting; a promise for each would cost more than the work.
        if (went !== true && !(await went)) return false
      }
    }
    splitter.finish()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    findings.add(CODES[error.code], { params: { offset: error.offset ?? 0, detail: clean(error.message) } })
    return false
  }
  if (file.size <= MAX_BUNDLE && before !== 'end') findings.add('FILE_CUT')
  return before === 'end' && file.size <= MAX_BUNDLE
}
