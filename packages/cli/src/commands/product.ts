import type { Draft } from '@packtrail/core'
import type { ProductSubject } from '@packtrail/protocol'
import { readProduct } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { eachRow, readCsv } from '../csv.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { readMaster } from '../master.ts'
import { visible } from '../paint.ts'
import { answer, record } from '../record.ts'
import { withLedger } from '../session.ts'
import { timeNow } from '../time.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { master: say } = words

export const PRODUCT: CommandSpec = {
  name: 'product',
  group: 'running',
  args: ['[product]'],
  options: ['name', 'units', 'csv'],
  opensLedger: true,
  run: product,
}

async function product(call: Call): Promise<ExitCode> {
  const file = call.text('csv')
  const [text] = call.args
  if (file === undefined && text === undefined) return await list(call)
  const subjects =
    file === undefined ? [subjectOf(text ?? '', call.text('name'), call.count('units'))] : await fromCsv(call, file)
  return await withLedger(call, 'write', async (session) => {
    const when = timeNow(call.io)
    const who = { agent: session.ledger.operator }
    const drafts = subjects.map((subject): Draft => ({ type: 'product', when, who, subjects: [subject] }))
    const done = say.recorded(subjects.map((one) => one.product))
    return await answer(call, await record(session, drafts, 'document'), done, { products: subjects })
  })
}

async function list(call: Call): Promise<ExitCode> {
  const { out } = call
  return await withLedger(call, 'read', async ({ ledger }) => {
    const products = [...(await readMaster(call, ledger)).products.values()]
    await out.value({ products: products.map(({ kind: _, ...one }) => one) })
    await out.text(
      table(
        products.map(({ product: id, name = '', units }) => [
          id,
          visible(name),
          units === undefined ? '' : say.units(units),
        ]),
      ),
    )
    return EXIT.done
  })
}

function subjectOf(text: string, name: string | undefined, units: number | undefined): ProductSubject {
  if (units === 0) throw usageError('BAD_ARGUMENT', words.acts.noUnits)
  return {
    kind: 'product',
    product: readProduct(text),
    ...(name === undefined ? {} : { name }),
    ...(units === undefined ? {} : { units }),
  }
}

async function fromCsv(call: Call, file: string): Promise<ProductSubject[]> {
  const subjects: ProductSubject[] = []
  eachRow(file, await readCsv(call.io, file, ['product', 'name', 'units']), ({ cells }) => {
    const { units } = cells as Partial<Record<string, string>>
    if (units !== undefined && !/^[1-9]\d{0,8}$/.test(units))
      throw usageError('BAD_ARGUMENT', words.usage.notACount('units', units))
    subjects.push(subjectOf(cells['product'] ?? '', cells['name'], units === undefined ? undefined : Number(units)))
  })
  return subjects
}
