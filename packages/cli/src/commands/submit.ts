import type { PartyId } from '@packtrail/codes'
import { type Crypto, MAX_CLAIMS, type Signer } from '@packtrail/protocol'
import { ACT_OPTIONS, frameOf, partyOption, readActType, withTarget } from '../acts.ts'
import { batchArgument, closeOf, commissioningOf } from '../begin.ts'
import { readCheckpoint } from '../checkpoint-note.ts'
import { withColumns } from '../columns.ts'
import type { Call, CommandSpec } from '../command.ts'
import { type CutClaim, cutDraft, makeManifest } from '../cut.ts'
import { documentFiles } from '../document-files.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { draftsOf, oneByOne, parentOf, readGoods } from '../goods.ts'
import { readDocuments } from '../importing.ts'
import { checkOwner, readKey, takeSeq } from '../key-file.ts'
import { scannerOf } from '../layout.ts'
import { nodeCryptography } from '../lazy.ts'
import { learnLots, tableSeed } from '../learned-lots.ts'
import { allCodes } from '../lines.ts'
import { checkOutput, writeFile } from '../output-file.ts'
import { readPolicy } from '../policy-file.ts'
import { renderFaults } from '../render/faults.ts'
import { lineChunks } from '../serial-file.ts'
import { type EncodedClaim, encodeClaim, signClaims } from '../submission-file.ts'
import { words } from '../words.ts'
import { importFormat } from './import.ts'

const { submit: say } = words

export const SUBMIT: CommandSpec = {
  name: 'submit',
  group: 'files',
  args: ['<act>', '[code...]'],
  options: [
    'key',
    'policy',
    'output',
    'seen',
    ...ACT_OPTIONS,
    'to',
    'toOwner',
    'from',
    'into',
    'outOf',
    'all',
    'units',
    'market',
    'undoes',
    'target',
    'before',
    'after',
    'count',
    'serials',
    'serialsOut',
    'alphabet',
    'length',
    'issued',
    'made',
    'markets',
    'allocated',
    'commissioned',
    'wasted',
    'unused',
    'format',
    'sheet',
    'map',
    'seq',
  ],
  run: submit,
}

async function submit(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const output = call.text('output')
  const keyFile = call.text('key')
  if (output === undefined) throw usageError('MISSING_ARGUMENT', say.whichOutput, say.whichOutputHint)
  if (keyFile === undefined) throw usageError('MISSING_ARGUMENT', say.whichKey, say.whichKeyHint)
  const { policy } = await readPolicy(io, call.text('policy'))
  io.keepHeapSmall()
  const signer = await readKey(io, keyFile)
  const agent = partyOption(call, 'as')
  if (agent !== undefined) await checkOwner(io, keyFile, agent)
  const crypto = await nodeCryptography()
  const seenFile = call.text('seen')
  const seen = seenFile === undefined ? undefined : await readCheckpoint(io, crypto, policy, seenFile)
  await checkOutput(io, output, { exclusive: true })
  const claims: EncodedClaim[] = []
  let count = 0
  // Counted to the end, so that it can be said how many there are; not held beyond what one submission takes.
  for await (const claim of claimsOf(call, crypto, signer)) {
    if (++count <= MAX_CLAIMS) claims.push(encodeClaim(crypto, claim))
  }
  if (count > MAX_CLAIMS) throw dataError('DATA_BAD', say.tooMany(count, MAX_CLAIMS))
  const seq = await takeSeq(io, keyFile, call.count('seq'))
  const signed = await signClaims(crypto, claims, {
    ledgerId: policy.ledgerId,
    signer,
    seq,
    seen: seen === undefined ? undefined : { size: seen.size, root: seen.root },
    ms: io.now(),
  })
  const bytes = await writeFile(io, output, signed.chunks(), { exclusive: true })
  await out.value({
    file: output,
    submission: signed.hash,
    claims: signed.claims,
    serials: signed.serials,
    seq,
    seen: seen?.size,
    bytes,
  })
  await out.text(say.written(output, signed.claims, signed.serials))
  await out.say(say.sendIt(policy.origin))
  return EXIT.done
}

async function* claimsOf(call: Call, crypto: Crypto, signer: Signer): AsyncGenerator<CutClaim> {
  const [act = '', ...rest] = call.args
  const agent = partyOption(call, 'as')
  if (act === 'register' || act === 'adopt') yield await beginClaim(call, crypto, signer, act, rest, agent)
  else if (act === 'close') {
    const close = closeOf(call, batchArgument(call, rest), undefined)
    const frame = frameOf(call, 'close', agent)
    yield* await cutDraft(crypto, { ...frame, packs: [], containers: [], batches: [], products: [], close }, signer)
  } else if (act === 'import') yield* documentClaims(call, crypto, signer, rest, agent)
  else {
    const type = readActType(act)
    const parent =
      type === 'aggregate' ? parentOf(call, 'into') : type === 'disaggregate' ? parentOf(call, 'outOf') : undefined
    const codes = type === 'disaggregate' && call.flag('all') ? [] : await allCodes(call.io, rest)
    const goods = readGoods(call, type, codes, await scannerOf(call))
    const drafts = draftsOf(withTarget(call, frameOf(call, type, agent)), goods, parent)
    for (const draft of drafts.flatMap(oneByOne)) yield* await cutDraft(crypto, draft, signer)
  }
}

/** The events of documents, all or none: what cannot be read is not signed around. */
async function* documentClaims(
  call: Call,
  crypto: Crypto,
  signer: Signer,
  names: readonly string[],
  agent: PartyId | undefined,
): AsyncGenerator<CutClaim> {
  if (names.length === 0) throw usageError('MISSING_ARGUMENT', say.whichDocuments, say.whichDocumentsHint)
  const lots = learnLots(tableSeed(crypto))
  let found = 0
  const { events, tally } = await readDocuments(
    (await withColumns(call, await documentFiles(call.io, names, call.text('sheet')))) ?? [],
    importFormat(call),
    agent,
    (event) => {
      found++
      lots.learn(event)
    },
  )
  if (tally.faults.length > 0) await call.out.say(renderFaults(tally.faults, call.out.paintWords))
  for (const [what, count] of Object.entries(tally.dropped)) await call.out.say(words.importing.dropped(what, count))
  const errors = tally.faults.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw dataError('DATA_BAD', say.badDocuments(errors.length), { hint: say.badDocumentsHint })
  if (found === 0) throw dataError('DATA_BAD', say.noEvents)
  for await (const event of events()) {
    for (const draft of oneByOne(lots.withLots(event))) yield* await cutDraft(crypto, draft, signer)
  }
}

async function beginClaim(
  call: Call,
  crypto: Crypto,
  signer: Signer,
  act: 'register' | 'adopt',
  args: readonly string[],
  agent: PartyId | undefined,
): Promise<CutClaim> {
  const commissioning = await commissioningOf(call, batchArgument(call, args))
  if (commissioning.expiry === undefined) await call.out.say(words.serials.expiryMissing)
  const { subject, manifest } = await makeManifest(crypto, commissioning, signer)
  const frame = frameOf(call, act === 'adopt' ? 'adopt' : 'commission', agent)
  const file = call.text('serialsOut')
  if (file !== undefined) await writeFile(call.io, file, lineChunks(commissioning.serials))
  return { event: { ...frame, subjects: [subject] }, manifest }
}
