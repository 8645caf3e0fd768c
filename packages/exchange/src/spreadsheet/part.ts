/** One XML part of a spreadsheet (ECMA-376, part 1, section 18) as elements. Whatever is wrong with it is told as a `BytesFault`. */
import { BytesFault } from '../error.ts'
import { makeOutbox } from '../outbox.ts'
import { type Attributes, makeXmlParser } from '../xml/parser.ts'

/** A part by its name in the archive, `xl/workbook.xml`; `undefined` when it is not there. */
export type OpenPart = (name: string) => AsyncIterable<Uint8Array> | undefined

export interface PartSink {
  /** @param name Without its namespace: the transitional and the strict form differ in nothing else that is read here. */
  open(name: string, attributes: Attributes): void
  text(text: string): void
  close(name: string): void
}

const PIECE = 1 << 16
const REMEDY = 'Save the spreadsheet again, or save it as CSV.'

export function badSpreadsheet(message: string): BytesFault {
  return new BytesFault('BAD_ARCHIVE', `the spreadsheet cannot be read: ${message}`, REMEDY)
}

/** Ends of pieces, so that what has gathered can be handed on. @throws BytesFault */
export async function* readPart(name: string, chunks: AsyncIterable<Uint8Array>, sink: PartSink): AsyncGenerator<void> {
  const out = makeOutbox(name)
  const open: string[] = []
  const parser = makeXmlParser(
    {
      own: () => true,
      open(element, attributes) {
        open.push(element)
        sink.open(element, attributes)
      },
      text: (text) => sink.text(text),
      close: () => sink.close(open.pop() ?? ''),
    },
    out,
  )
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch {
      throw badSpreadsheet(`${name} is no UTF-8`)
    }
  }
  const check = (): void => {
    for (const item of out.take()) {
      if (item.kind === 'fault' && item.fault.severity === 'error')
        throw badSpreadsheet(`${name}: ${item.fault.message}`)
    }
  }
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      parser.write(decode(chunk.subarray(at, at + PIECE)))
      check()
      yield
    }
  }
  parser.write(decode())
  parser.end()
  check()
  yield
}

/** A part that is read to its end before anything is done. */
export async function readWhole(name: string, open: OpenPart, sink: PartSink): Promise<boolean> {
  const chunks = open(name)
  if (chunks === undefined) return false
  for await (const _ of readPart(name, chunks, sink));
  return true
}
