/** Acts of a party on a ledger that is here: signed with its key if that lies here, else attested by the operator. */
import type { PartyId } from '@packtrail/codes'
import type { Draft, Ledger, Mode, SubmitReport } from '@packtrail/core'
import type { DraftEvent, DraftPack } from '@packtrail/exchange'
import { type Signer, toHex } from '@packtrail/protocol'
import { partyOption } from './acts.ts'
import type { Call } from './command.ts'
import { type CutClaim, cutDraft } from './cut.ts'
import { keyFileOf } from './home.ts'
import { readKey, takeSeq } from './key-file.ts'
import { nodeCryptography } from './lazy.ts'
import { learnLots, tableSeed } from './learned-lots.ts'
import { type Recorded, reasonsOf, record } from './record.ts'
import type { Session } from './session.ts'
import { encodeClaim, signClaims } from './submission-file.ts'

/** Who acts, and how that is shown. */
export interface Actor {
  readonly party: string
  /** The operator vouches for the acts: the party has no key here. */
  readonly attested: boolean
  perform(drafts: readonly DraftEvent[], mode: Mode): Promise<Recorded[]>
  /** Claims that are cut already, with their manifests. */
  readonly signer: Signer | undefined
  submit(claims: readonly CutClaim[], mode: Mode): Promise<Recorded[]>
}

/** The party that acts: `--as`, else the operator. Its key is that of `--key`, else the one in the ledger's folder. */
export async function actorOf(
  call: Call,
  session: Session,
  as: PartyId | undefined = partyOption(call, 'as'),
): Promise<Actor> {
  const { ledger, home } = session
  const party = as ?? ledger.operator
  const keyFile = call.text('key') ?? (party === ledger.operator ? undefined : await keyFileOf(call, home, party))
  if (keyFile === undefined) {
    return {
      party,
      attested: party !== ledger.operator,
      signer: undefined,
      perform: (drafts, mode) => record(session, drafts as readonly Draft[], mode),
      submit: () => Promise.reject(new TypeError('nobody signs')),
    }
  }
  const signer = await readKey(call.io, keyFile)
  const submit = async (claims: readonly CutClaim[], mode: Mode): Promise<Recorded[]> => {
    const seq = await takeSeq(call.io, keyFile, undefined)
    const options = { ledgerId: ledger.ledgerId, signer, seq, seen: undefined, ms: call.io.now() }
    const crypto = await nodeCryptography()
    const encoded = claims.map((claim) => encodeClaim(crypto, claim))
    const signed = await signClaims(crypto, encoded, options)
    return await recordedOf(await ledger.submit(signed.chunks(), mode), claims, mode)
  }
  return {
    party,
    attested: false,
    signer,
    submit,
    async perform(drafts, mode) {
      const crypto = await nodeCryptography()
      const cuts: CutClaim[][] = []
      const lots = learnLots(tableSeed(crypto))
      for (const draft of drafts) lots.learn(draft)
      for (const draft of drafts) {
        cuts.push(await cutDraft(crypto, await withLots(ledger, lots.withLots(draft)), signer))
      }
      const recorded = await submit(cuts.flat(), mode)
      return cuts.map(({ length }) => asOne(recorded.splice(0, length)))
    },
  }
}

/** What became of a draft that was cut into several claims: the worst of them. */
function asOne(recorded: readonly Recorded[]): Recorded {
  const [first] = recorded as [Recorded]
  if (recorded.length === 1) return first
  const worst = OUTCOMES.flatMap((name) => recorded.filter(({ outcome }) => outcome === name))[0] ?? first
  const claims = recorded.flatMap((one) => one.claims)
  return { ...worst, claims, findings: recorded.flatMap(({ findings }) => findings) }
}

const OUTCOMES = ['refused', 'appended', 'duplicate'] as const

/** A pack goes into its batch where the ledger knows it: the author looks up what an author without a ledger would not know. */
async function withLots(ledger: Ledger, draft: DraftEvent): Promise<DraftEvent> {
  const packs: DraftPack[] = []
  for (const pack of draft.packs) {
    const known = pack.lot === undefined ? await ledger.item(`${pack.product}/${pack.serial}`) : undefined
    packs.push(known?.member === undefined ? pack : { ...pack, lot: known.member.lot })
  }
  return { ...draft, packs }
}

async function recordedOf(report: SubmitReport, claims: readonly CutClaim[], mode: Mode): Promise<Recorded[]> {
  const all = await reasonsOf(report.findings, 'refused', mode)
  const recorded: Recorded[] = []
  for (const [index, { event }] of claims.entries()) {
    const { type } = event
    const one = report.claims[index]
    if (one === undefined) recorded.push({ outcome: 'refused', type, g: undefined, claims: [], findings: all })
    else {
      const { outcome, g, claim, findings } = one
      recorded.push({ outcome, type, g, claims: [toHex(claim)], findings: await reasonsOf(findings, outcome, mode) })
    }
  }
  return recorded
}
