/** The door of the package: bytes of a document in, items out, whatever the bytes are. */
import { makeChineseReader } from './cn/reader.ts'
import { makeTxtReader } from './cn/txt.ts'
import { makeCsvReader } from './csv/reader.ts'
import { makeTableReader, type TableRow } from './csv/table.ts'
import { SNIFF_SIZE, sniff } from './detect.ts'
import { type Encoding, knownLabel, sniffEncoding } from './encoding.ts'
import { makeJsonReader } from './epcis/json-reader.ts'
import { type Mapper, type MapperMaker, makeMapper } from './epcis/mapper.ts'
import { makeXmlReader } from './epcis/xml-reader.ts'
import { BytesFault, ExchangeError } from './error.ts'
import type { Format, ImportItem, ImportOptions } from './item.ts'
import { makeNhsaReader } from './nhsa/reader.ts'
import { makeOutbox, type Outbox } from './outbox.ts'
import type { Reader } from './reader.ts'

/** Bytes that are handed on at once: what is too long is noticed before much more of it is kept. */
const PIECE: number = 1 << 16

/**
 * Read a document as a stream. Faults of the data are items, all of them and in document order; an event with an error fault is
 * not among the items, one with warnings only is. Memory is that of the largest event (for a relation file: of its largest batch).
 * @throws ExchangeError READ when the stream itself breaks; VALUE for an option that means nothing.
 */
export async function* importDocument(
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): AsyncGenerator<readonly ImportItem[]> {
  for await (const items of readDocument(chunks, options, makeMapper)) if (items.length > 0) yield items
}

/**
 * The same for whoever needs the events of EPCIS as they stand in the document. Batches may be empty: what a mapper keeps to itself can
 * be taken whenever one comes.
 * @param makeEpcis What each of them is given to.
 */
export async function* readDocument(
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  makeEpcis: MapperMaker,
): AsyncGenerator<readonly ImportItem[]> {
  const out = makeOutbox(options.file, options.strict)
  let broken = false
  const pieces = piecesOf(chunks, out, () => {
    broken = true
  })
  try {
    const head = await readHead(pieces)
    const reader = readerFor(head, out, options, makeEpcis)
    if (reader !== undefined) {
      yield* feed(reader, onePiece(head), out)
      yield* feed(reader, pieces, out)
      // Of bytes that ended too early it is known why.
      if (!reader.stopped && !broken) reader.end()
      yield* drain(reader, out)
    }
    yield [...out.take(), ...out.dropped()]
  } finally {
    // Also when nobody listens any more: whatever the bytes come from is closed.
    await pieces.return(undefined)
  }
}

/**
 * The same for the rows of a spreadsheet, whose columns are those of CSV.
 * @throws ExchangeError READ when the stream itself breaks.
 */
export async function* importTable(
  rows: AsyncIterable<readonly TableRow[]>,
  options: ImportOptions,
): AsyncGenerator<readonly ImportItem[]> {
  const out = makeOutbox(options.file, options.strict)
  const reader = makeTableReader(out, options, undefined)
  let broken = false
  try {
    for await (const some of rows) {
      for (const row of some) reader.onTableRow(row)
      if (out.size > 0) yield out.take()
      if (reader.stopped) break
    }
  } catch (cause) {
    if (!(cause instanceof BytesFault))
      throw new ExchangeError('READ', 'the table could not be read to its end', { cause })
    broken = true
    tell(out, cause)
  }
  if (!broken) reader.end()
  yield [...out.take(), ...out.dropped()]
}

function tell(out: Outbox, { code, message, remedy }: BytesFault): void {
  out.error({ code, message, remedy })
}

async function* feed(
  reader: Reader<Uint8Array>,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  out: Outbox,
): AsyncGenerator<readonly ImportItem[]> {
  for await (const piece of pieces) {
    if (reader.stopped) return
    reader.write(piece)
    yield* drain(reader, out)
  }
}

function* drain(reader: Reader<Uint8Array>, out: Outbox): Generator<readonly ImportItem[]> {
  let more = true
  while (more) {
    more = reader.more()
    yield out.take()
  }
}

/** The bytes in pieces of at most 64 KiB; what breaks the stream is told. */
export async function* piecesOf(
  chunks: AsyncIterable<Uint8Array>,
  out: Outbox,
  onBroken: () => void,
): AsyncGenerator<Uint8Array, undefined> {
  try {
    for await (const chunk of chunks) yield* onePiece(chunk)
  } catch (cause) {
    if ((cause as { readonly code?: unknown } | null)?.code === 'EISDIR') {
      out.error({ code: 'NOT_A_FILE', message: 'this is a folder, not a file', remedy: 'Name the files in it.' })
      return undefined
    }
    if (cause instanceof BytesFault) {
      onBroken()
      tell(out, cause)
      return undefined
    }
    throw new ExchangeError('READ', 'the document could not be read to its end', { cause })
  }
  return undefined
}

function* onePiece(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE)
}

/** The first bytes, as many as it takes to tell what they are. */
async function readHead(pieces: AsyncGenerator<Uint8Array, undefined>): Promise<Uint8Array> {
  let head = new Uint8Array(0)
  while (head.length < SNIFF_SIZE) {
    const next = await pieces.next()
    if (next.done === true) break
    const joined = new Uint8Array(head.length + next.value.length)
    joined.set(head)
    joined.set(next.value, head.length)
    head = joined
  }
  return head
}

// ----------------------------------------------------------------- readers

function readerFor(
  head: Uint8Array,
  out: Outbox,
  options: ImportOptions,
  makeEpcis: MapperMaker,
): Reader<Uint8Array> | undefined {
  const remedy = 'Name the format if it is one of those that are read, or the columns if it is a table.'
  if (head.length === 0) {
    if (out.size === 0) out.error({ code: 'EMPTY_FILE', message: 'the file is empty', remedy: 'Ask for it again.' })
    return undefined
  }
  const found = sniff(head)
  const wanted = options.format ?? (options.columns === undefined ? undefined : 'csv')
  if (found.format === undefined && (wanted === undefined || found.code === 'COMPRESSED')) {
    const unpack = 'Unpack it first.'
    const message = `this is ${found.looksLike}`
    out.error({ code: found.code, message, line: 1, remedy: found.code === 'COMPRESSED' ? unpack : remedy })
    return undefined
  }
  const format = wanted ?? found.format
  const encoding = format === 'cn-txt' ? textEncoding(head, out, options) : encodingOf(head, out, options)
  return format === undefined || encoding === undefined
    ? undefined
    : makeReader(format, { encoding, mark: hasMark(head) }, out, options, makeEpcis)
}

function encodingOf(head: Uint8Array, out: Outbox, options: ImportOptions): string | undefined {
  if (options.encoding !== undefined) {
    const label = knownLabel(options.encoding)
    if (label === undefined) throw new ExchangeError('VALUE', `no character set is called «${options.encoding}»`)
    return label
  }
  const sniffed: Encoding = sniffEncoding(head)
  const label = knownLabel(sniffed.label)
  if (label === undefined) {
    const message = `the document says it is written in «${sniffed.label.slice(0, 40)}», which is not known here`
    out.error({ code: 'UNKNOWN_ENCODING', message, line: 1, remedy: 'Save it as UTF-8.' })
  }
  return label
}

/** A text that says nothing of its character set: what is no UTF-8 is what Chinese programs write. */
function textEncoding(head: Uint8Array, out: Outbox, options: ImportOptions): string | undefined {
  if (options.encoding !== undefined || sniffEncoding(head).label !== 'utf-8') return encodingOf(head, out, options)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, SNIFF_SIZE), { stream: true })
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

interface Script {
  readonly encoding: string
  /** A byte order mark of UTF-8. */
  readonly mark: boolean
}

const hasMark = (head: Uint8Array): boolean => head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf

function makeReader(
  format: Format,
  { encoding, mark }: Script,
  out: Outbox,
  options: ImportOptions,
  makeEpcis: MapperMaker,
): Reader<Uint8Array> {
  const mapperOf = (xml: boolean): Mapper => makeEpcis(out, options, xml)
  switch (format) {
    case 'epcis12-xml':
    case 'epcis2-xml':
      return decoded(makeXmlReader(out, { ...options, format }, encoding, mapperOf(true)), encoding, out)
    case 'epcis2-json':
      return encoding === 'utf-8'
        ? withoutMark(makeJsonReader(out, options, encoding, mapperOf(false)))
        : decoded(encoded(makeJsonReader(out, options, encoding, mapperOf(false))), encoding, out)
    case 'cn-relation':
    case 'cn-bill':
      return decoded(makeChineseReader(out, options, encoding, mark), encoding, out)
    case 'cn-txt':
      return decoded(makeTxtReader(out, options, encoding), encoding, out)
    case 'nhsa':
      return decoded(makeNhsaReader(out, options, encoding), encoding, out)
    case 'csv':
      return decoded(makeCsvReader(out, options, encoding), encoding, out)
  }
}

/** Bytes in `label` for a reader of text. Bytes that are none of its characters end the reading with a fault. */
function decoded(reader: Reader<string>, label: string, out: Outbox): Reader<Uint8Array> {
  const decoder = new TextDecoder(label, { fatal: true })
  let broken = false
  const decode = (act: () => string): void => {
    if (broken) return
    let text: string
    try {
      text = act()
    } catch {
      broken = true
      const message = `near this line stand bytes that are no ${label}`
      const remedy = 'Save the file as UTF-8, or let it say in which character set it is written.'
      out.error({ code: 'BAD_ENCODING', message, line: reader.line, remedy })
      return
    }
    if (text !== '') reader.write(text)
  }
  return {
    write: (bytes) => decode(() => decoder.decode(bytes, { stream: true })),
    end() {
      decode(() => decoder.decode())
      if (!broken && !reader.stopped) reader.end()
    },
    more: () => reader.more(),
    get stopped() {
      return broken || reader.stopped
    },
    get line() {
      return reader.line
    },
  }
}

/** Text for a reader of UTF-8. */
function encoded(reader: Reader<Uint8Array>): Reader<string> {
  const encoder = new TextEncoder()
  return {
    write: (text) => reader.write(encoder.encode(text)),
    end: () => reader.end(),
    more: () => reader.more(),
    get stopped() {
      return reader.stopped
    },
    get line() {
      return reader.line
    },
  }
}

/** UTF-8 without its byte order mark. */
function withoutMark(reader: Reader<Uint8Array>): Reader<Uint8Array> {
  let first = true
  return {
    write(bytes) {
      const marked = first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
      first = false
      reader.write(marked ? bytes.subarray(3) : bytes)
    },
    end: () => reader.end(),
    more: () => reader.more(),
    get stopped() {
      return reader.stopped
    },
    get line() {
      return reader.line
    },
  }
}
