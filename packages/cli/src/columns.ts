/** What the columns of tables are, where somebody says so or has said so; else the files as they are. */
import { join } from 'node:path'
import type { Call } from './command.ts'
import { exists, type InputFile } from './files.ts'

/** @returns undefined when all there was to do was to forget what was said. */
export async function withColumns(call: Call, files: readonly InputFile[]): Promise<readonly InputFile[] | undefined> {
  const wants = call.text('map') !== undefined || call.flag('map')
  const { stateFolder } = await import('@packtrail/core')
  const folder = join(stateFolder(call.io.env), 'columns')
  if (!wants && !(await exists(call.io, folder))) return files
  const { chooseColumns } = await import('./columns/choose.ts')
  return await chooseColumns(call, files, folder)
}
