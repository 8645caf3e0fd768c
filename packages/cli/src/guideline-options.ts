/** The guideline that a document for the US is written by. */
import type { ExportOptions } from '@packtrail/exchange'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { readMasterTable } from './master-table.ts'
import type { OptionName } from './options.ts'
import { words } from './words.ts'

const { checking: say } = words

export const GUIDELINE_OPTIONS: readonly OptionName[] = ['guideline', 'master', 'dropShipment']

/** @throws CliError USAGE for another form than EPCIS 1.2, or without sender and receiver. */
export async function guidelineOptions(
  call: Call,
  format: string,
  { envelope }: Pick<ExportOptions, 'envelope'>,
): Promise<Pick<ExportOptions, 'guideline'>> {
  const name = call.text('guideline')
  const table = call.text('master')
  if (name === undefined) {
    if (table !== undefined || call.flag('dropShipment')) throw usageError('USAGE', say.needsGuideline)
    return {}
  }
  const { GUIDELINES } = await import('@packtrail/exchange')
  const release = GUIDELINES.find((one) => one === name)
  if (release === undefined) {
    throw usageError('BAD_ARGUMENT', say.badProfile(name), say.badGuidelineHint(GUIDELINES.join(', ')))
  }
  if (format !== 'epcis12-xml') throw usageError('USAGE', say.guidelineForm, say.guidelineFormHint)
  if (envelope === undefined) throw usageError('MISSING_ARGUMENT', say.guidelineSides, say.guidelineSidesHint)
  const { products, places } = table === undefined ? { products: [], places: [] } : await readMasterTable(call, table)
  return { guideline: { release, products, places, dropShipment: call.flag('dropShipment') } }
}
