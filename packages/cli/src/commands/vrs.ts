/**
 * Lightweight verification messaging (GS1 1.1, GS1 US R1.3) without a network: the address that is asked, the answer to one, and
 * what a reply says. Whoever has the connection carries them.
 */
import { type PackId, type PlaceId, parseGln, partyOf, shortDate, splitPackId } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { VrsAsked, VrsFitness, VrsPolicy, VrsRequest } from '@packtrail/exchange'
import { readNamed, yearOf } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { findItem } from '../counter.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { readText } from '../files.ts'
import { scannerOf } from '../layout.ts'
import { visible } from '../paint.ts'
import { renderFaults } from '../render/faults.ts'
import { withLedger } from '../session.ts'
import { timeNow } from '../time.ts'
import { uuid4 } from '../uuid.ts'
import { words } from '../words.ts'

const { vrs: say } = words

export const VRS_ASK: CommandSpec = {
  name: 'vrs ask',
  group: 'papers',
  args: ['<code>'],
  options: ['base', 'as', 'lot', 'expiry', 'layout'],
  run: ask,
}

export const VRS_ANSWER: CommandSpec = {
  name: 'vrs answer',
  group: 'papers',
  args: ['<address>'],
  options: ['as', 'vrsPolicy'],
  opensLedger: true,
  run: answerRequest,
}

export const VRS_READ: CommandSpec = {
  name: 'vrs read',
  group: 'papers',
  args: ['<file>', '<address>'],
  run: readReply,
}

async function ask(call: Call): Promise<ExitCode> {
  const { io, out, args } = call
  const base = call.text('base')
  if (base === undefined || !/^https?:\/\/[^\s/?#]+/.test(base))
    throw usageError('MISSING_ARGUMENT', say.whichBase, say.whichBaseHint)
  const read = readNamed(io, args[0] ?? '', {}, await scannerOf(call))
  if (!read.ok) throw dataError('DATA_BAD', words.acts.badCodes(1), { faults: read.faults })
  const { pack } = read.value
  const lot = agreed(call, 'lot', read.value.lot)
  const expiry = agreed(call, 'expiry', read.value.expiry)
  if (pack === undefined || !/^\d{14}\//.test(pack)) throw dataError('DATA_BAD', say.noGtin)
  if (lot === undefined || expiry === undefined)
    throw usageError('MISSING_ARGUMENT', say.lotAndExpiry, say.lotAndExpiryHint)
  const { vrsRequestUrl, VRS_HEADERS, ExchangeError } = await import('@packtrail/exchange')
  const request: VrsRequest = {
    ...splitPackId(pack),
    lot,
    expiry: shortDate(expiry),
    reqGln: glnOf(call),
    corrUuid: uuid4(io),
    inPossession: true,
  }
  try {
    const url = vrsRequestUrl(base, request)
    await out.value({ url, method: 'GET', headers: VRS_HEADERS, request })
    await out.text(`${url}\n`)
    return EXIT.done
  } catch (error) {
    if (error instanceof ExchangeError) throw usageError('BAD_ARGUMENT', error.message)
    throw error
  }
}

async function answerRequest(call: Call): Promise<ExitCode> {
  const { io, out, args } = call
  const { readVrsRequest, vrsConnectivityReply, vrsReply, vrsVerdict, VRS_REPLY_HEADERS, VRS_STATUSES } = await import(
    '@packtrail/exchange'
  )
  const responderGln = glnOf(call)
  const policy = await policyOf(call)
  return await withLedger(call, 'read', async ({ ledger, doubt }) => {
    if (doubt !== undefined) throw dataError('DATA_BAD', doubt.message, { hint: doubt.whatToDo })
    const own = await productsAsked(ledger, args[0] ?? '', responderGln)
    const asked: VrsAsked = readVrsRequest(args[0] ?? '', {
      method: 'GET',
      referenceYear: yearOf(io),
      answersFor: (product) => own.has(product),
    })
    if (!asked.ok) {
      await out.value({ status: asked.status, meaning: VRS_STATUSES[asked.status], message: asked.message })
      await out.text(say.refused(asked.status, asked.message))
      return EXIT.bad
    }
    const { ms, offset } = timeNow(io)
    const facts = { responderGln, ms, offset }
    const body =
      asked.kind === 'connectivity'
        ? vrsConnectivityReply(responderGln)
        : vrsReply(asked.request, vrsVerdict(...(await judged(ledger, asked)), policy), facts)
    await out.value({ status: 200, headers: VRS_REPLY_HEADERS, body: JSON.parse(body) as unknown })
    await out.text(`${body}\n`)
    return EXIT.done
  })
}

/** Whether the four elements match, and whether the pack is fit: two answers. */
async function judged(
  ledger: Ledger,
  { request, expiry }: Extract<VrsAsked, { readonly kind: 'verify' }>,
): Promise<readonly [match: 'match' | 'serial' | 'lot' | 'expiry' | 'lot-expiry', fitness: VrsFitness]> {
  const { vrsMatch } = await import('@packtrail/exchange')
  const { product, serial, lot } = request
  const item = await findItem(ledger, { raw: '', warnings: [], pack: `${product}/${serial}` as PackId })
  const { member } = item ?? {}
  const known = member === undefined ? undefined : { lot: member.lot, expiry: member.batch?.expiry ?? '' }
  const found = await ledger.scan({ product, serial }, { market: MARKET })
  return [vrsMatch(known, { lot, expiry: expiry.iso }), fitnessOf(found.status)]
}

/** Whose recalls count: the messages are those of the United States. */
const MARKET = 'US'

/** What the maker knows of a pack that must not be sold on (GS1 US guideline for saleable returns). */
const FITNESS: Readonly<Record<string, VrsFitness>> = {
  recalled: 'recalled',
  withdrawn: 'recalled',
  expired: 'expired',
  active: 'fit',
  unknown: 'fit',
  // Credible evidence of theft makes it illegitimate (FD&C Act section 581(8)).
  stolen: 'illegitimate',
}

function fitnessOf(status: string): VrsFitness {
  return FITNESS[status] ?? 'suspect'
}

/** Products of the request that this party registered here: for others it is not the responder (404, not «false»). */
async function productsAsked(ledger: Ledger, url: string, responderGln: string): Promise<ReadonlySet<string>> {
  const { parseGtin } = await import('@packtrail/codes')
  const found = new Set<string>()
  for (const [, text = ''] of url.slice(0, 4000).matchAll(/gtin[/=](\d{8,14})/g)) {
    const gtin = parseGtin(text)
    if (!gtin.ok) continue
    const lots = await ledger.lots(gtin.value)
    if (lots.some((lot) => isMadeBy(ledger, gtin.value, lot, responderGln))) found.add(gtin.value)
  }
  return found
}

/** Whether one of the batch's registrations is this party's: stock that was only adopted is somebody else's product. */
function isMadeBy(ledger: Ledger, product: string, lot: string, gln: string): boolean {
  const { manifests = [] } = ledger.batch(product, lot)?.state ?? {}
  return manifests.some(
    ({ adopted, agent, owner }) =>
      !adopted && [agent, owner].some((one) => one !== undefined && partyOf(one as PlaceId) === `gln:${gln}`),
  )
}

/** What the code says, or what was typed; both must be the same. @throws CliError BAD_ARGUMENT */
function agreed(call: Call, option: 'lot' | 'expiry', printed: string | undefined): string | undefined {
  const given = call.text(option)
  if (given !== undefined && printed !== undefined && given !== printed)
    throw usageError('BAD_ARGUMENT', say.differs(option, visible(given), visible(printed)), say.differsHint)
  return printed ?? given
}

async function policyOf(call: Call): Promise<VrsPolicy> {
  const { VRS_POLICY } = await import('@packtrail/exchange')
  const given = call.text('vrsPolicy')
  if (given === undefined) return VRS_POLICY
  const match = /^(B[12]),(C[12])$/.exec(given)
  if (match === null) throw usageError('BAD_ARGUMENT', say.badPolicy(visible(given)), say.policyHint)
  return { ...VRS_POLICY, unfit: match[1] as VrsPolicy['unfit'], suspect: match[2] as VrsPolicy['suspect'] }
}

/** A verdict holds for the moment: the clock of the law is 24 hours. */
const REPLY_HOLDS_MS = 24 * 3_600_000

async function readReply(call: Call): Promise<ExitCode> {
  const { io, out, args } = call
  const [file = '', address = ''] = args
  const { readVrsReply, readVrsRequest, vrsAnswer } = await import('@packtrail/exchange')
  const asked = readVrsRequest(address, { method: 'GET', referenceYear: yearOf(io), answersFor: () => true })
  if (!asked.ok || asked.kind !== 'verify') throw usageError('BAD_ARGUMENT', say.notARequest, say.notARequestHint)
  const read = readVrsReply(await readText(io, file), asked.request, { file })
  if (!read.ok) throw dataError('DATA_BAD', say.notAReply(file), { faults: read.faults })
  if (read.faults.length > 0) await out.say(renderFaults(read.faults, out.paintWords))
  const { request } = asked
  const answer = vrsAnswer(read.value, request)
  const [pack] = answer.packs
  await out.value({
    ...read.value,
    pack: `${request.product}/${request.serial}`,
    outcome: answer.outcome,
    remedy: pack?.remedy,
  })
  const { verified, reason, info, ms } = read.value
  await out.text(
    say.reply(verified, `${request.product}/${request.serial}`, visible(reason ?? ''), visible(info ?? '')),
  )
  if (pack?.remedy !== undefined) await out.text(`       → ${pack.remedy}\n`)
  const isOld = Math.abs(io.now() - ms) > REPLY_HOLDS_MS
  if (isOld) await out.say(say.old(new Date(ms).toISOString()))
  return verified && info === undefined && !isOld ? EXIT.done : EXIT.bad
}

/** The GLN of `--as`. @throws CliError MISSING_ARGUMENT */
function glnOf(call: Call): string {
  const text = (call.text('as') ?? '').replace(/^gln:/, '')
  const gln = parseGln(text)
  if (gln.ok) return gln.value
  throw usageError('MISSING_ARGUMENT', say.whichGln, say.whichGlnHint)
}
