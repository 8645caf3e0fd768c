/** Files that ought to be bundles. A wrong file is no forgery: that is told before anything is judged, and never as a verdict. */
import { utf8 } from '@packtrail/protocol'
import { asUsage, CliError } from './error.ts'
import { EXIT } from './exit.ts'
import { type InputFile, inputFile } from './files.ts'
import type { Io } from './io.ts'
import { words } from './words.ts'

const { verifying: say } = words

/** What every bundle begins with (docs/spec/12-files.md); what is damaged behind it is judged. */
const START = utf8('packtrail-bundle/')

/** @throws CliError as `inputFile`, and FILE_BAD for all that do not begin as a bundle; of a pipe when it is read. */
export async function bundleFiles(io: Io, names: readonly string[]): Promise<readonly InputFile[]> {
  const files: InputFile[] = []
  for (const name of names) files.push(await asUsage(inputFile(io, name)))
  const wrong: string[] = []
  for (const file of files) if (file.size !== undefined && !(await beginsAsBundle(file))) wrong.push(file.name)
  if (wrong.length > 0) throw noBundle(wrong)
  return files.map((file) => (file.size === undefined ? { ...file, chunks: () => checked(file) } : file))
}

/** Cut short within its first line it is a damaged bundle; without a byte it is none. */
async function beginsAsBundle(file: InputFile): Promise<boolean> {
  let seen = 0
  for await (const chunk of file.chunks()) {
    if (!isStart(chunk, seen)) return false
    seen += chunk.length
    if (seen >= START.length) break
  }
  return seen > 0
}

async function* checked(file: InputFile): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const chunk of file.chunks()) {
    if (seen < START.length && !isStart(chunk, seen)) throw noBundle([file.name])
    seen += chunk.length
    yield chunk
  }
  if (seen === 0) throw noBundle([file.name])
}

/** Whether these bytes stand in the first line from `from` on. */
function isStart(chunk: Uint8Array, from: number): boolean {
  return chunk.subarray(0, Math.max(0, START.length - from)).every((byte, i) => byte === START[from + i])
}

function noBundle(names: readonly string[]): CliError {
  return new CliError('FILE_BAD', EXIT.usage, names.map(say.noBundle).join('\n'), { hint: say.noBundleHint })
}
