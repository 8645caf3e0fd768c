import type { ProfileSubject } from '@packtrail/custody'
import { readPlace } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { homeOf } from '../home.ts'
import { MARKET_KEY, readMarket } from '../market.ts'
import { readMaster } from '../master.ts'
import { visible } from '../paint.ts'
import { readPolicy } from '../policy-file.ts'
import { answer, record } from '../record.ts'
import { type Session, withLedger } from '../session.ts'
import { nearest } from '../suggest.ts'
import { timeNow } from '../time.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { policy: say } = words

/** The name of the settings that `readProfile` reads, for the hint. */
const PROFILE = 'profile'
const CONTACT = 'contact'

export const POLICY_SHOW: CommandSpec = {
  name: 'policy show',
  group: 'running',
  args: ['[file]'],
  opensLedger: true,
  run: show,
}

export const POLICY_SET: CommandSpec = {
  name: 'policy set',
  group: 'running',
  args: ['<key>', '<value>'],
  opensLedger: true,
  run: set,
}

async function show(call: Call): Promise<ExitCode> {
  const { out } = call
  const [given] = call.args
  // A file that was named is shown as it is: whoever got it by mail has no ledger.
  const settings = given === undefined ? await settingsOf(call) : undefined
  const { policy, fingerprint, name } = await readPolicy(call.io, given ?? homeOf(call).policy)
  const { origin, ledgerId, ledgerKeys, witnesses, manufacturers, attesters, required, profiles } = policy
  await out.value({
    file: name,
    fingerprint,
    origin,
    ledgerId,
    ledgerKeys: ledgerKeys.map((key) => ({ name: key.name, publicKey: key.publicKey })),
    witnesses: { quorum: witnesses.quorum, keys: witnesses.keys.map((key) => key.name) },
    manufacturers,
    attesters,
    required,
    profiles,
    settings: settings === undefined ? undefined : Object.fromEntries(settings),
  })
  const makers = Object.entries(manufacturers).map(([product, list]) => `${product}: ${list.join(', ')}`)
  await out.text(
    table([
      [say.fingerprint, out.paint(fingerprint, 'bold')],
      [say.ledger, origin],
      [say.keys, String(ledgerKeys.length)],
      [say.witnesses, say.quorum(witnesses.quorum, witnesses.keys.length)],
      [say.manufacturers, makers.length === 0 ? say.anyParty : makers.join('; ')],
      [say.attesters, attesters === undefined ? say.operator : attesters.join(', ')],
      [say.required, required.join(', ')],
      [say.profiles, profiles.length === 0 ? say.ledgersProfiles : profiles.join(', ')],
    ]),
  )
  for (const [key, value] of settings ?? []) await out.text(`  ${visible(key)} = ${visible(value)}\n`)
  await out.say(say.compare)
  return EXIT.done
}

async function settingsOf(call: Call): Promise<ReadonlyMap<string, string>> {
  return await withLedger(call, 'read', async ({ ledger }) => {
    return (await readMaster(call, ledger, { stream: { type: 'policy' } })).settings
  })
}

async function set(call: Call): Promise<ExitCode> {
  const [key = '', given = ''] = call.args
  const profileOf = await readProfile(key, given)
  const value = profileOf === undefined ? readSetting(key, given) : given
  return await withLedger(call, 'write', async (session) => {
    if (profileOf !== undefined && 'party' in profileOf) await checkParty(call, session, profileOf.party)
    else if (profileOf !== undefined) await warnOfBatch(call, session, profileOf)
    const draft = {
      type: 'policy',
      when: timeNow(call.io),
      who: { agent: session.ledger.operator },
      subjects: [{ kind: 'policy', key, value }],
    } as const
    return await answer(call, await record(session, [draft], 'document'), say.isSet(key, value), { key, value })
  })
}

/** The value of a setting as it is kept. A setting that nothing reads would be a rule that silently does not hold. */
function readSetting(key: string, value: string): string {
  const [name = '', ...of] = key.split(':')
  const place = of.join(':')
  // For people: whom to ask.
  if (key === CONTACT) return value
  if (name !== MARKET_KEY) {
    const near = nearest(name, [MARKET_KEY, PROFILE, CONTACT])
    throw usageError(
      'BAD_ARGUMENT',
      say.badKey(visible(key)),
      near === undefined ? say.badKeyHint : words.didYouMean(near),
    )
  }
  if (key !== MARKET_KEY && readPlace(place, words.acts.placeWord) !== place)
    throw usageError('BAD_ARGUMENT', say.badKey(visible(key)), say.badKeyHint)
  return readMarket(value)
}

/** What a setting of a profile is about; a misspelt one would be rules that silently do not hold. */
async function readProfile(key: string, value: string): Promise<ProfileSubject | undefined> {
  const { PROFILE_KEY, PROFILES, profileSubject } = await import('@packtrail/custody')
  const bare = PROFILE_KEY.slice(0, -1)
  if (key !== bare && !key.startsWith(PROFILE_KEY)) return undefined
  const of = profileSubject(key)
  if (of === undefined) throw usageError('BAD_ARGUMENT', say.badProfileKey(key), say.badProfileKeyHint)
  const names = Object.keys(PROFILES)
  if (!names.includes(value))
    throw usageError('BAD_ARGUMENT', say.badProfile(value), say.badProfileHint(names.join(', ')))
  return of
}

/** A profile of a party that is not on record would say nothing. */
async function checkParty(call: Call, { ledger }: Session, actor: string): Promise<void> {
  const { parties } = await readMaster(call, ledger, { stream: { type: 'authority', actor } })
  if (!parties.has(actor)) throw dataError('NOT_FOUND', say.unknownParty(actor), { hint: say.unknownPartyHint })
}

/** A batch may be given its profile before it is made; but a lot that was mistyped looks the same. */
async function warnOfBatch(
  call: Call,
  { ledger }: Session,
  { product, lot }: Extract<ProfileSubject, { readonly lot: string }>,
): Promise<void> {
  const registered = ledger.batch(product, lot)?.state?.manifests.length ?? 0
  if (registered === 0) await call.out.say(say.noBatchYet(visible(`${product}/${lot}`)))
}
