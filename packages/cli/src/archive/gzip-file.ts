/** A file that may be packed with gzip (RFC 1952). */
import type { InputFile } from '../files.ts'
import type { Meter } from './limits.ts'
import { gunzip } from './unpack.ts'

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/**
 * The same file; where it is a gzip (of a pipe nobody knows before it is read), what is in it.
 * @param shared What all that comes out is counted by, of several that came in one archive.
 */
export function gunzipped(file: InputFile, shared?: Meter): InputFile {
  const meter: Meter = shared ?? { in: 0, out: 0 }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    // A second reading begins anew.
    if (shared === undefined) Object.assign(meter, { in: 0, out: 0 })
    const source = file.chunks()[Symbol.asyncIterator]()
    const all = { [Symbol.asyncIterator]: () => source }
    let head = new Uint8Array(0)
    while (head.length < 2) {
      const { done, value } = await source.next()
      if (done === true) break
      const joined = new Uint8Array(head.length + value.length)
      joined.set(head)
      joined.set(value, head.length)
      head = joined
    }
    if (isGzip(head)) yield* gunzip(joined(head, all), meter)
    else yield* joined(head, all)
  }
  return { name: file.name, size: file.size, chunks, position: () => file.position?.() ?? meter.in }
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  yield* rest
}
