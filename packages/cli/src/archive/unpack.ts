/** A stream of packed bytes → the bytes, within the limits, in flat memory. What is wrong with it is a fault of the data. */
import { pipeline, Readable, type Transform } from 'node:stream'
import { createGunzip, createInflateRaw } from 'node:zlib'
import type { BytesFault, FaultCode } from '@packtrail/exchange'
import { systemCode } from '../error.ts'
import { words } from '../words.ts'
import { isTooMuch, type Meter } from './limits.ts'

const { archive: say } = words
const CHUNK = 1 << 17

export async function badArchive(message: string, cause?: unknown): Promise<BytesFault> {
  return await fault('BAD_ARCHIVE', message, say.badDo, cause)
}

/** A text or a presentation, which is a zip as well. */
export async function notRead(): Promise<BytesFault> {
  return await fault('UNKNOWN_FORMAT', say.office, say.officeDo)
}

async function fault(code: FaultCode, message: string, remedy: string, cause?: unknown): Promise<BytesFault> {
  const { BytesFault: Class } = await import('@packtrail/exchange')
  return new Class(code, message, remedy, { cause })
}

/** @throws BytesFault BAD_ARCHIVE, ARCHIVE_LIMIT; what `chunks` throws comes through. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  yield* through(createGunzip({ chunkSize: CHUNK }), chunks, meter)
}

/** The same for DEFLATE without a frame, as it stands in a zip. */
export async function* inflate(chunks: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  yield* through(createInflateRaw({ chunkSize: CHUNK }), chunks, meter)
}

/** What is not packed at all. */
export async function* stored(chunks: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  for await (const chunk of metered(chunks, meter)) {
    await add(meter, chunk)
    yield chunk
  }
}

async function* through(
  engine: Transform,
  chunks: AsyncIterable<Uint8Array>,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  // The reason of an end is told to whoever reads the engine.
  pipeline(Readable.from(metered(chunks, meter), { objectMode: true }), engine, () => undefined)
  try {
    for await (const chunk of engine as AsyncIterable<Uint8Array>) {
      await add(meter, chunk)
      yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    }
  } catch (error) {
    const code = systemCode(error) ?? ''
    if (!code.startsWith('Z_')) throw error
    throw await badArchive(code === 'Z_BUF_ERROR' ? say.cutOff : say.damaged, error)
  }
}

async function* metered(chunks: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    meter.in += chunk.length
    yield chunk
  }
}

async function add(meter: Meter, chunk: Uint8Array): Promise<void> {
  meter.out += chunk.length
  if (isTooMuch(meter)) throw await fault('ARCHIVE_LIMIT', say.tooMuch(meter.in, meter.out), say.tooMuchDo)
}
