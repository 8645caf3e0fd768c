/** Product and pack data of a batch from its document, serials as they come. */
import { isSerial } from '@packtrail/codes'
import type { Fault } from '@packtrail/protocol'
import { makeOutbox, type Outbox, type Place } from '../outbox.ts'
import { given } from '../papers/given.ts'
import { makeJsonLists } from '../papers/json-lists.ts'
import {
  feeding,
  finish,
  isRecord,
  memberOf,
  type PaperOptions,
  REFERENCE_YEAR,
  type ReadPaper,
  type TextReader,
  textIn,
} from '../papers/read.ts'
import { personOf } from '../privacy.ts'
import { euSchemeOf, productOfEuCode } from './code.ts'
import { readExpiry } from './expiry.ts'
import { makeSerialShapes } from './guessable.ts'
import {
  checkEuPackData,
  checkProduct,
  EU_PACK_FORMAT,
  EU_PACK_VERSION,
  type EuCompany,
  type EuMarket,
  type EuPackData,
  type EuProduct,
  MAX_EU_PACKS,
} from './pack-data.ts'
import { makeSerialTable } from './serial-table.ts'

export type EuPackItem =
  /** Before the serials. */
  | { readonly kind: 'batch'; readonly batch: EuPackData }
  | { readonly kind: 'serials'; readonly serials: readonly string[] }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** At the end, always. Only with `ok` does anything before it count: the document is taken as a whole, or not at all. */
  | { readonly kind: 'end'; readonly ok: boolean; readonly count: number; readonly dropped: number }

/** Reads what `writeEuPackData` wrote, in batches of items. Memory: some 30 bytes for each serial, to see which stands twice. */
export async function* readEuPackData(
  chunks: AsyncIterable<Uint8Array>,
  options: PaperOptions,
): AsyncGenerator<readonly EuPackItem[]> {
  const out = makeOutbox(options.file)
  const reading = makeReading(options, out)
  let failed = false
  const taken = (): EuPackItem[] => {
    const faults = out.take().flatMap((item) => (item.kind === 'fault' ? [item] : []))
    failed ||= faults.some(({ fault }) => fault.severity === 'error')
    return [...reading.take(), ...faults]
  }
  const steps = feeding(chunks, out, () => reading.reader)
  for (;;) {
    const step = await steps.next()
    if (step.done === true) {
      if (step.value !== undefined) reading.end()
      const rest = taken()
      const dropped = out.dropped().reduce((sum, item) => sum + (item.kind === 'dropped' ? item.count : 0), 0)
      yield [...rest, { kind: 'end', ok: !failed && step.value !== undefined, count: reading.count, dropped }]
      return
    }
    const items = taken()
    if (items.length > 0) yield items
  }
}

/** The member `product` of such a document, on its own: the master data of a product. */
export function readEuProduct(value: unknown, { file }: PaperOptions): ReadPaper<EuProduct> {
  const out = makeOutbox(file)
  const product = productOf(value, out)
  checkProduct(product, out, (path) => ({ path }))
  return finish(out, product)
}

interface Reading {
  readonly reader: TextReader
  readonly count: number
  take(): EuPackItem[]
  end(): void
}

function makeReading(options: PaperOptions, out: Outbox): Reading {
  const members = new Map<string, { readonly value: unknown; readonly line: number }>()
  const table = makeSerialTable()
  const shapes = makeSerialShapes()
  let batch: EuPackData | undefined
  let told = false
  let serials: string[] = []
  let count = 0

  const placeOf = (path: string): Place => {
    const line = members.get(path.replace(/[.[].*$/s, ''))?.line
    return line === undefined ? { path } : { line, path }
  }
  const readHead = (): void => {
    told = true
    if (members.get('format')?.value !== EU_PACK_FORMAT || members.get('version')?.value !== EU_PACK_VERSION) {
      const message = 'this is no product and pack data, or its head does not stand before its serials'
      out.error({
        code: 'UNKNOWN_FORMAT',
        message,
        line: 1,
        remedy: 'Name a document as docs/guide/paper-formats.md shows it.',
      })
      return
    }
    batch = batchOf((name) => members.get(name)?.value, options, out)
    checkEuPackData(batch, out, placeOf)
  }
  const onSerial = (value: unknown, index: number, line: number): void => {
    if (!told) readHead()
    count++
    const serial = typeof value === 'string' ? value : ''
    const place = { line, path: `serials[${index}]` }
    if (count > MAX_EU_PACKS) {
      if (count > MAX_EU_PACKS + 1) return
      out.error({ code: 'TOO_LARGE', message: `a batch has at most ${MAX_EU_PACKS} packs`, ...place })
    } else if (!isSerial(serial)) {
      const message = 'a serial has 1 to 20 characters of GS1 set 82'
      out.error({ code: 'BAD_SERIAL', message, ...place, remedy: 'Mend it at its source.' })
    } else if (!table.add(serial)) {
      const remedy = 'A product and serial are one pack only; the hub refuses the second.'
      out.error({ code: 'DUPLICATE', message: 'this serial stands twice', ...place, remedy })
    } else {
      shapes.add(serial)
      serials.push(serial)
    }
  }
  const reader = makeJsonLists(
    new Set(['serials']),
    {
      member(name, value, line) {
        if (KNOWN.has(name)) members.set(name, { value, line })
        else unknown(name, out, { line, path: name.slice(0, 60) })
      },
      item: (_list, value, index, line) => onSerial(value, index, line),
    },
    out,
  )
  let given = false
  return {
    reader,
    get count() {
      return count
    },
    take() {
      const items: EuPackItem[] = []
      if (batch !== undefined && !given) {
        given = true
        items.push({ kind: 'batch', batch })
      }
      if (serials.length > 0) items.push({ kind: 'serials', serials })
      serials = []
      return items
    },
    end() {
      if (!told) readHead()
      if (batch === undefined) return
      if (Number.isSafeInteger(batch.claimed) && batch.claimed !== count) {
        const message = `the document says that it holds ${batch.claimed} serials, and holds ${count}: it is refused as a whole`
        out.error({ code: 'COUNT_MISMATCH', message, ...placeOf('claimed'), remedy: 'Ask for it again.' })
      }
      if (count > 0 && shapes.guessable()) {
        const message =
          'so many serials out of so few that are possible can be guessed with a chance of one in 10,000 or more'
        const remedy = 'Make longer serials, or serials of digits and letters (Regulation 2016/161, Art. 4(c)).'
        out.warn({ code: 'GUESSABLE', message, path: 'serials', remedy })
      }
    },
  }
}

const KNOWN: ReadonlySet<string> = new Set(['format', 'version', 'product', 'batch', 'claimed'])

function unknown(name: string, out: Outbox, place: Place): void {
  const person = personOf(name)
  if (person !== undefined) out.drop(person)
  else out.warn({ code: 'UNKNOWN_FIELD', message: `«${name.slice(0, 60)}» is not read`, ...place })
}

// -------------------------------------------------------------------- head

function batchOf(
  member: (name: string) => unknown,
  { referenceYear = REFERENCE_YEAR }: PaperOptions,
  out: Outbox,
): EuPackData {
  const batch = member('batch')
  onlyKnown(batch, 'batch', ['lot', 'expiry', 'expiryText'], out)
  const expiry = readExpiry(textOf(batch, 'expiry'), textOf(batch, 'expiryText'), referenceYear)
  const claimed = member('claimed')
  return {
    product: productOf(member('product'), out),
    lot: textOf(batch, 'lot'),
    expiry: expiry.iso ?? '',
    ...given({ expiryText: expiry.raw }),
    claimed: typeof claimed === 'number' ? claimed : Number.NaN,
  }
}

const PRODUCT_TEXTS = ['name', 'form', 'strength', 'packType', 'packSize'] as const
const PRODUCT_FIELDS = [
  ...(['scheme', 'code', 'markets', 'holder', 'manufacturer', 'wholesalers', 'article57'] as const),
  ...PRODUCT_TEXTS,
]

function productOf(value: unknown, out: Outbox): EuProduct {
  onlyKnown(value, 'product', PRODUCT_FIELDS, out)
  const scheme = euSchemeOf(textOf(value, 'scheme'))
  const code = textOf(value, 'code')
  const [name, form, strength, packType, packSize] = PRODUCT_TEXTS.map((field) => textOf(value, field))
  return {
    product: scheme === undefined ? code : productOfEuCode({ scheme, code }),
    name: name ?? '',
    form: form ?? '',
    strength: strength ?? '',
    packType: packType ?? '',
    packSize: packSize ?? '',
    markets: listOf(value, 'markets').map((one, i) => marketOf(one, `product.markets[${i}]`, out)),
    holder: companyOf(memberOf(value, 'holder'), 'product.holder', out),
    manufacturer: companyOf(memberOf(value, 'manufacturer'), 'product.manufacturer', out),
    wholesalers: listOf(value, 'wholesalers').map((one, i) => companyOf(one, `product.wholesalers[${i}]`, out)),
    ...given({ article57: textIn(memberOf(value, 'article57')) }),
  }
}

function marketOf(value: unknown, path: string, out: Outbox): EuMarket {
  onlyKnown(value, path, ['country', 'nationalNumber'], out)
  return { country: textOf(value, 'country'), ...given({ nationalNumber: textIn(memberOf(value, 'nationalNumber')) }) }
}

function companyOf(value: unknown, path: string, out: Outbox): EuCompany {
  onlyKnown(value, path, ['name', 'address', 'id'], out)
  const [address, id] = [textIn(memberOf(value, 'address')), textIn(memberOf(value, 'id'))]
  return { name: textOf(value, 'name'), ...given({ address, id }) }
}

function onlyKnown(value: unknown, path: string, known: readonly string[], out: Outbox): void {
  if (!isRecord(value)) return
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) unknown(name, out, { path: `${path}.${name.slice(0, 60)}` })
  }
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name)
  return Array.isArray(list) ? (list as readonly unknown[]) : []
}

function textOf(value: unknown, name: string): string {
  return textIn(memberOf(value, name)) ?? ''
}
