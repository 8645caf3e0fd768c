import type { Draft } from '@packtrail/core'
import type { Licence, PartySubject } from '@packtrail/protocol'
import { readParty } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { eachRow, readCsv } from '../csv.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { readMaster } from '../master.ts'
import { visible } from '../paint.ts'
import { answer, record } from '../record.ts'
import { withLedger } from '../session.ts'
import { readTime, timeNow } from '../time.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { master: say } = words

export const PARTY: CommandSpec = {
  name: 'party',
  group: 'running',
  args: ['[party]'],
  options: ['name', 'role', 'licence', 'from', 'until', 'suspend', 'csv'],
  opensLedger: true,
  run: party,
}

const ROLES: readonly string[] = [
  'manufacturer',
  'wholesaler',
  'pharmacy',
  'hospital',
  'carrier',
  'regulator',
  'operator',
]
const COLUMNS = ['party', 'name', 'role', 'licence', 'from', 'until', 'status']

async function party(call: Call): Promise<ExitCode> {
  const file = call.text('csv')
  const [text] = call.args
  if (file === undefined && text === undefined) return await list(call)
  const subjects = file === undefined ? [fromOptions(call, text ?? '')] : await fromCsv(call, file)
  const when = timeNow(call.io)
  return await withLedger(call, 'write', async (session) => {
    const drafts = subjects.map(
      (subject): Draft => ({ type: 'party', when, who: { agent: session.ledger.operator }, subjects: [subject] }),
    )
    return await answer(
      call,
      await record(session, drafts, 'document'),
      say.recorded(subjects.map(({ actor }) => actor)),
      {
        parties: subjects,
      },
    )
  })
}

async function list(call: Call): Promise<ExitCode> {
  const { out } = call
  return await withLedger(call, 'read', async ({ ledger }) => {
    const parties = [...(await readMaster(call, ledger)).parties.values()]
    await out.value({ parties: parties.map(({ kind: _, ...party }) => party) })
    const rows = parties.map(({ actor, name = '', status, licences }) => [
      actor,
      visible(name),
      status === 'suspended' ? say.suspended : '',
      licences.map(({ role, id }) => `${role} ${visible(id)}`).join(', '),
    ])
    await out.text(table(rows))
    return EXIT.done
  })
}

function fromOptions(call: Call, text: string): PartySubject {
  const roles = call.list('role')
  const licences = call.list('licence')
  if (roles.length !== licences.length) throw usageError('USAGE', say.rolesAndLicences, say.rolesAndLicencesHint)
  const from = call.text('from')
  const until = call.text('until')
  return {
    kind: 'party',
    actor: readParty(text, words.acts.partyWord),
    ...nameOf(call.text('name')),
    status: call.flag('suspend') ? 'suspended' : 'active',
    licences: roles.map((role, i) => licenceOf(call, role, licences[i] ?? '', from, until)),
  }
}

function nameOf(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name }
}

function licenceOf(call: Call, role: string, id: string, from: string | undefined, until: string | undefined): Licence {
  if (!ROLES.includes(role)) throw usageError('BAD_ARGUMENT', say.badRole(role), say.badRoleHint(ROLES.join(', ')))
  return {
    id,
    role,
    ...(from === undefined ? {} : { from: readTime(call.io, from).ms }),
    // The last day counts as a whole.
    ...(until === undefined ? {} : { to: readTime(call.io, until).ms + 86_399_999 }),
  }
}

/** Lines of one party add up: a licence each. @throws CliError DATA_BAD with every line that cannot be used. */
async function fromCsv(call: Call, file: string): Promise<PartySubject[]> {
  const rows = await readCsv(call.io, file, COLUMNS)
  const parties = new Map<string, PartySubject>()
  eachRow(file, rows, ({ cells }) => {
    const actor = readParty(cells['party'] ?? '', words.acts.partyWord)
    const { role, licence, from, until, status } = cells as Partial<Record<string, string>>
    if (status !== undefined && status !== 'active' && status !== 'suspended')
      throw dataError('DATA_BAD', say.badStatus(status))
    if ((role === undefined) !== (licence === undefined)) throw dataError('DATA_BAD', say.rolesAndLicences)
    const before = parties.get(actor)
    const name = cells['name'] ?? before?.name
    const more = role === undefined || licence === undefined ? [] : [licenceOf(call, role, licence, from, until)]
    parties.set(actor, {
      kind: 'party',
      actor,
      ...nameOf(name),
      status: status ?? before?.status ?? 'active',
      licences: [...(before?.licences ?? []), ...more],
    })
  })
  return [...parties.values()]
}
