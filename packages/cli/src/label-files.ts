/** The labels of a batch as files in a folder of its own. */
import { join } from 'node:path'
import type { Commissioning } from './cut.ts'
import { usageError } from './error.ts'
import { exists, pathOf } from './files.ts'
import type { Io } from './io.ts'
import { labelName, labelOf } from './label.ts'
import { writeFile } from './output-file.ts'
import { loadSymbolMaker } from './symbol.ts'
import { words } from './words.ts'

const { labels: say } = words

/** Finds out before anything is registered whether the labels can be written. @throws CliError FILE_EXISTS */
export async function checkLabels(io: Io, folder: string): Promise<void> {
  if (await exists(io, pathOf(io, folder)))
    throw usageError('FILE_EXISTS', say.folderExists(folder), say.folderExistsHint)
}

/** Two files for each pack, `NUMBER-SERIAL.svg` and `.png`. @returns files written. @throws CliError WRITE_FAILED, DISK_FULL */
export async function writeLabels(
  io: Io,
  folder: string,
  { product, lot, expiry, serials }: Commissioning,
): Promise<number> {
  const maker = await loadSymbolMaker()
  await io.fs.mkdir(pathOf(io, folder), { recursive: true })
  const encoder = new TextEncoder()
  for (let i = 0; i < serials.count; i++) {
    const serial = serials.text(i)
    const label = labelOf({ product, serial, lot, ...(expiry === undefined ? {} : { expiry }) })
    const name = join(folder, labelName(i + 1, serials.count, serial))
    await writeFile(io, `${name}.svg`, [encoder.encode(maker.svg(label))], { again: true })
    await writeFile(io, `${name}.png`, [maker.png(label)], { again: true })
  }
  return 2 * serials.count
}
