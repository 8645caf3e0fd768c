import { partyOf } from '@packtrail/codes'
import type { Draft } from '@packtrail/core'
import { readParty, readPlace } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { eachRow, readCsv } from '../csv.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { readMaster, SITE_PREFIX, type Site } from '../master.ts'
import { visible } from '../paint.ts'
import { answer, record } from '../record.ts'
import { withLedger } from '../session.ts'
import { timeNow } from '../time.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { master: say } = words

export const SITE: CommandSpec = {
  name: 'site',
  group: 'running',
  args: ['[place]'],
  options: ['name', 'owner', 'csv'],
  opensLedger: true,
  run: site,
}

async function site(call: Call): Promise<ExitCode> {
  const file = call.text('csv')
  const [text] = call.args
  if (file === undefined && text === undefined) return await list(call)
  const sites =
    file === undefined ? [siteOf(text ?? '', call.text('name'), call.text('owner'))] : await fromCsv(call, file)
  return await withLedger(call, 'write', async (session) => {
    const when = timeNow(call.io)
    const drafts = sites.map((one): Draft => ({ ...siteDraft(session.ledger.operator, one), when }))
    const done = say.recorded(sites.map(({ place }) => place))
    return await answer(call, await record(session, drafts, 'document'), done, { sites })
  })
}

async function list(call: Call): Promise<ExitCode> {
  const { out } = call
  return await withLedger(call, 'read', async ({ ledger }) => {
    const sites = [...(await readMaster(call, ledger, { stream: { type: 'policy' } })).sites.values()]
    await out.value({ sites })
    await out.text(table(sites.map(({ place, party, name = '' }) => [place, visible(name), party])))
    return EXIT.done
  })
}

/** A place is no party, so it has no stream: what is known of it stands in the policy stream, which every bundle carries whole. */
function siteDraft(operator: string, { place, party, name }: Site): Draft {
  const value = JSON.stringify({ party, ...(name === undefined ? {} : { name }) })
  return {
    type: 'policy',
    who: { agent: operator },
    subjects: [{ kind: 'policy', key: `${SITE_PREFIX}${place}`, value }],
  }
}

function siteOf(text: string, name: string | undefined, owner: string | undefined): Site {
  const place = readPlace(text, words.acts.placeWord)
  const party = owner === undefined ? partyOf(place) : readParty(owner, words.acts.partyWord)
  return { place, party, ...(name === undefined ? {} : { name }) }
}

async function fromCsv(call: Call, file: string): Promise<Site[]> {
  const sites: Site[] = []
  eachRow(file, await readCsv(call.io, file, ['place', 'name', 'party']), ({ cells }) => {
    sites.push(siteOf(cells['place'] ?? '', cells['name'], cells['party']))
  })
  return sites
}
