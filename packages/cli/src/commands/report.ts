/** Reports of suspected packs as the authorities' forms want them, filled with what the ledger knows. Nothing is sent. */
import { splitPackId } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { FormField, OfficialReport } from '@packtrail/exchange'
import { partyOption } from '../acts.ts'
import { type Named, readNamed } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { scannerOf } from '../layout.ts'
import { allCodes } from '../lines.ts'
import { type MasterData, readMaster } from '../master.ts'
import { checkOutput, writeText } from '../output-file.ts'
import { visible } from '../paint.ts'
import { withLedger } from '../session.ts'
import { words } from '../words.ts'

const { report: say } = words

export const REPORT: CommandSpec = {
  name: 'report',
  group: 'papers',
  args: ['<form>', '[code...]'],
  options: ['output', 'html', 'set', 'as', 'layout'],
  opensLedger: true,
  run: report,
}

async function report(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const [form = '', ...codes] = call.args
  const { checkReport, fillReport, formOf, REPORT_FORMS, writeReportHtml, writeReportJson } = await import(
    '@packtrail/exchange'
  )
  const known = REPORT_FORMS.find((one) => one === form)
  if (known === undefined)
    throw usageError('BAD_ARGUMENT', say.badForm(visible(form)), say.formHint(REPORT_FORMS.join(', ')))
  const fieldsOf = formOf({ form: known })?.fields ?? []
  const lists = new Set(fieldsOf.flatMap(({ from = '', kind }) => (kind === 'texts' || kind === 'days' ? [from] : [])))
  const [file, page] = [call.text('output'), call.text('html')]
  if (file === undefined && page === undefined) throw usageError('MISSING_ARGUMENT', say.where, say.whereHint)
  for (const name of [file, page]) if (name !== undefined) await checkOutput(io, name)
  const packs = await packsNamed(call, await allCodes(io, codes))
  const filled = await withLedger(call, 'read', async ({ ledger }) => await factsOf(call, ledger, packs))
  const values = {
    form: known,
    reportType: 'initial',
    ...namesFor(known, filled),
    ...given(call, lists),
  } as OfficialReport
  const unknown = Object.keys(values).filter((name) => !isField(name, fieldsOf))
  if (unknown.length > 0)
    throw usageError('BAD_ARGUMENT', say.noField(visible(unknown[0] ?? '')), say.fieldsHint(namesOf(fieldsOf)))
  const faults = checkReport(values)
  if (faults.length > 0) throw dataError('DATA_BAD', say.contradicts, { faults, hint: say.contradictsHint })
  if (file !== undefined) await writeText(io, file, writeReportJson(values))
  if (page !== undefined) await writeText(io, page, writeReportHtml(values))
  const { fields, due, title } = fillReport(values)
  const open = fields.filter(({ needed, values: of }) => needed && of.length === 0)
  const missing = open.map(({ number, name }) => ({ number, name }))
  await out.value({ form: known, file, html: page, packs: packs.length, missing, due: due?.text })
  await out.text(say.written(title, [file, page].filter((one) => one !== undefined).join(', ')))
  if (due !== undefined) await out.text(say.due(due.text))
  for (const { number, name } of missing) await out.text(say.byHand(number, name))
  return EXIT.done
}

function isField(name: string, fields: readonly FormField[]): boolean {
  return name === 'form' || name === 'reportType' || fields.some(({ from }) => from === name)
}

function namesOf(fields: readonly FormField[]): string {
  return ['reportType', ...fields.flatMap(({ from }) => from ?? [])].join(', ')
}

/** What the ledger knows of the packs, for a form of any authority. */
interface Facts {
  readonly productName?: string | undefined
  readonly productCode: string
  readonly ndcs: readonly string[]
  readonly serials: readonly string[]
  readonly lots: readonly string[]
  readonly expiries: readonly string[]
  readonly quantity: string
  readonly event: string
  readonly company?: string | undefined
}

type Pack = Named & Required<Pick<Named, 'pack'>>

/** @throws CliError DATA_BAD for codes of anything but packs of one product. */
async function packsNamed(call: Call, codes: readonly string[]): Promise<readonly Pack[]> {
  const scanner = await scannerOf(call)
  const read = codes.map((text, i) => readNamed(call.io, text, { line: i + 1 }, scanner))
  const faults = read.flatMap((one) => (one.ok ? [] : one.faults))
  if (faults.length > 0) throw dataError('DATA_BAD', words.acts.badCodes(faults.length), { faults })
  const packs = read.flatMap((one) => (one.ok && one.value.pack !== undefined ? [one.value as Pack] : []))
  const products = new Set(packs.map(({ pack }) => splitPackId(pack).product))
  if (packs.length < read.length || products.size !== 1)
    throw dataError('DATA_BAD', say.oneProduct, { hint: say.oneProductHint })
  return packs
}

async function factsOf(call: Call, ledger: Ledger, packs: readonly Pack[]): Promise<Facts> {
  const master = await readMaster(call, ledger)
  const { product } = splitPackId((packs[0] as Pack).pack)
  const lots = new Set<string>()
  const expiries = new Set<string>()
  const found = new Map<string, string[]>()
  for (const { pack, lot, expiry } of packs) {
    const { serial } = splitPackId(pack)
    const label = { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
    const { batch, reasons } = await ledger.scan({ product, serial, ...label })
    for (const value of [lot, batch?.lot]) if (value !== undefined) lots.add(value)
    for (const value of [expiry, batch?.expiry]) if (value !== undefined) expiries.add(value)
    for (const { message } of reasons) found.set(message, [...(found.get(message) ?? []), serial])
  }
  const party = partyOption(call, 'as') ?? ledger.operator
  return {
    productName: master.products.get(product)?.name,
    productCode: product,
    ndcs: await ndcsOf(product),
    serials: packs.map(({ pack }) => splitPackId(pack).serial),
    lots: [...lots],
    expiries: [...expiries],
    quantity: say.quantity(packs.length),
    event: [...found].map(([what, of]) => say.found(what, of)).join('\n'),
    company: nameOf(master, party),
  }
}

function nameOf({ parties }: MasterData, party: string): string | undefined {
  return parties.get(party)?.name
}

/** The hyphens of an NDC cannot be told from a GTIN: only where one form is possible it is filled in. */
async function ndcsOf(product: string): Promise<readonly string[]> {
  const { parseGtin, possibleNdcs } = await import('@packtrail/codes')
  const gtin = parseGtin(product)
  return gtin.ok ? possibleNdcs(gtin.value) : []
}

/** The same facts by the names of each form. */
function namesFor(form: OfficialReport['form'], facts: Facts): Readonly<Record<string, unknown>> {
  const { productName, productCode, ndcs, serials, lots, expiries, quantity, event, company } = facts
  const shared = {
    ...(productName === undefined ? {} : { productName }),
    ...(event === '' ? {} : { event }),
    serials,
    lots,
    expiries,
    quantity,
  }
  if (form === 'who-sf') return { ...shared, productCode, ...(company === undefined ? {} : { organisation: company }) }
  const [ndc, ...others] = ndcs
  return {
    ...shared,
    ...(ndc !== undefined && others.length === 0 ? { ndc } : {}),
    ...(company === undefined ? {} : { companyName: company }),
  }
}

/** `--set name=value`, which goes before what the ledger knows; given again it makes a list. @throws CliError BAD_ARGUMENT */
function given(call: Call, lists: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const values = new Map<string, string[]>()
  for (const text of call.list('set')) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined)
      throw usageError('BAD_ARGUMENT', say.notAValue(visible(text)), say.valueHint)
    values.set(name, [...(values.get(name) ?? []), value])
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, lists.has(name) ? all : all.at(-1)]))
}
