/** What the columns of each table are: as it was said now, or before of the same header, or by the names of the columns alone. */
import type { ColumnMapping } from '@packtrail/exchange'
import type { Call } from '../command.ts'
import { CliError, dataError, usageError } from '../error.ts'
import { type InputFile, readJson } from '../files.ts'
import { linesOf } from '../lines.ts'
import { words } from '../words.ts'
import { mappingOf, mapText, readMapText } from './map-text.ts'
import { forget, keep, recall } from './memory.ts'
import { missingColumns, showColumns } from './show.ts'
import { lookAt, type TableHead } from './table-head.ts'

const { columns: say } = words

type Ask = () => Promise<string | undefined>

/**
 * The files, those that are tables with what their columns are.
 * @param folder Where what was said before is kept.
 * @returns undefined when all there was to do was to forget.
 */
export async function chooseColumns(
  call: Call,
  files: readonly InputFile[],
  folder: string,
): Promise<readonly InputFile[] | undefined> {
  const wanted = call.text('map')
  const wants = wanted !== undefined || call.flag('map')
  const { ask, close } = questions(call)
  const chosen: InputFile[] = []
  let tables = 0
  try {
    for (const one of files) {
      const { file, head } = await lookAt(one)
      if (head !== undefined) tables++
      const columns = head === undefined ? undefined : await columnsOf(call, file, head, { folder, wants, ask })
      chosen.push(columns === undefined ? file : { ...file, columns })
    }
  } finally {
    await close()
  }
  if (wants && tables === 0) throw usageError('USAGE', say.noTable, say.noTableHint)
  return wanted === 'forget' ? undefined : chosen
}

async function columnsOf(
  call: Call,
  file: InputFile,
  head: TableHead,
  { folder, wants, ask }: { readonly folder: string; readonly wants: boolean; readonly ask: Ask | undefined },
): Promise<ColumnMapping | undefined> {
  const { io, out } = call
  const { names } = head
  const wanted = call.text('map')
  if (wanted === 'forget') {
    await out.say((await forget(io, folder, names)) ? say.forgotten(file.name) : say.nothingKnown(file.name))
    return undefined
  }
  const known = await recall(io, folder, names)
  if (!wants) {
    if (known !== undefined) await out.say(say.asBefore(file.name, mapText(known)))
    return known
  }
  if (wanted === undefined && ask === undefined) throw usageError('USAGE', say.howMap, say.howMapHint)
  const mapping =
    wanted === undefined ? (known ?? { columns: {}, constants: {} }) : await givenMapping(call, wanted, names)
  const settled = ask === undefined ? mapping : await settle(call, file, head, mapping, ask)
  if (ask === undefined) await out.say(say.understood(file.name, showColumns(head, settled)))
  const missing = missingColumns(names, settled)
  if (missing.length > 0) throw usageError('BAD_ARGUMENT', say.missing(missing.join(', ')), say.missingHint)
  if (await keep(io, folder, names, settled)) await out.say(say.kept)
  return settled
}

/** From the text itself, or from a file of that name. */
async function givenMapping(call: Call, text: string, names: readonly string[]): Promise<ColumnMapping> {
  if (text.includes('=')) return readMapText(text, names)
  const mapping = mappingOf(await readJson(call.io, text, 1 << 20))
  if (mapping === undefined) throw dataError('FILE_BAD', say.badFile(text), { hint: say.howMapHint })
  return mapping
}

/** Shows and asks until the person says yes. */
async function settle(
  call: Call,
  file: InputFile,
  head: TableHead,
  first: ColumnMapping,
  ask: Ask,
): Promise<ColumnMapping> {
  const { out } = call
  let mapping = first
  for (;;) {
    const missing = missingColumns(head.names, mapping)
    await out.say(say.understood(file.name, showColumns(head, mapping)))
    await out.say(missing.length > 0 ? say.askMissing(missing.join(', ')) : say.ask)
    const answer = (await ask())?.trim()
    if (answer === undefined || /^(n|no|q)$/i.test(answer)) throw usageError('USAGE', say.stopped, say.howMapHint)
    if (/^(y|yes|)$/i.test(answer)) {
      if (missing.length === 0) return mapping
      continue
    }
    try {
      mapping = readMapText(answer, head.names, mapping)
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      await out.say(`${error.message}\n${error.hint ?? ''}\n`)
    }
  }
}

/** Only where a person sits at the terminal, and the terminal is not itself the document. */
function questions({ io, args }: Call): { readonly ask: Ask | undefined; close(): Promise<void> } {
  if (!io.stdinIsTTY || !io.stderr.isTTY || args.includes('-')) return { ask: undefined, close: async () => undefined }
  let lines: ReturnType<typeof linesOf> | undefined
  return {
    async ask() {
      lines ??= linesOf(io.stdin)
      const { done, value } = await lines.next()
      return done === true ? undefined : (value.text ?? '')
    },
    async close() {
      await lines?.return(undefined)
    },
  }
}
