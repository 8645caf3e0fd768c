/**
 * Several bundles, and bundles beside a copy of the log, with what an auditor must find. They stay as they are until the format
 * changes.
 */
import type { Event } from '../../packages/protocol/src/index.ts'
import { toBase64 } from '../../packages/protocol/src/index.ts'
import {
  LOG_FORGERS,
  makeStory,
  type NewClaim,
  SEVERAL_FORGERS,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyPolicy,
  storyTrade,
  type TestLedger,
  testCrypto,
  writeBundle,
  writeLog,
} from '../../packages/testkit/src/index.ts'
import { EVIDENCE } from '../../packages/verifier/src/index.ts'
import type { Json } from './run.ts'

export interface TogetherVector {
  readonly desc: string
  readonly spec: string
  readonly in: {
    readonly op: 'together'
    /** RFC 4648 §4. */
    readonly bundles: readonly string[]
    /** Copies of logs. */
    readonly logs: readonly string[]
    /** One for each ledger. */
    readonly policies: readonly Json[]
    /** The auditor's clock, ms since 1970. */
    readonly now: number
  }
  /** Evidence codes of all bundles and ledgers together. */
  readonly expect?: readonly string[]
  /** Codes about the goods that meet, by the fold of all; absent where nothing meets. */
  readonly goods?: readonly string[]
  /** A code among those that must be found, and whether it refutes; `BAD_LOG` = the copy is no copy of the log. */
  readonly error?: string
  readonly refutes?: boolean
}

const { product, lot, maker, wholesaler, pharmacy, serials } = STORY
const SEVERAL = '16-several.md'
const REPLAY = '12-files.md#replay'
type Ledger = Omit<Story, 'claims'>

export async function togetherVectors(): Promise<readonly TogetherVector[]> {
  const crypto = testCrypto()
  return [...(await meetings()), ...(await forgeries()), ...(await copies(await makeStory(crypto)))]
}

const sent = { trade: storyTrade(maker, wholesaler) }
const toPharmacy = { trade: storyTrade(wholesaler, pharmacy) }

/** The maker's ledger and the wholesaler's, each with one half of what happened. */
async function meetings(): Promise<TogetherVector[]> {
  const half = [storyPacks('S1', 'S2')]
  const begun = (ledger: Ledger): readonly (readonly [keyof Ledger['keys'], Event | NewClaim])[] => [
    ['maker', registration(ledger)],
    ['maker', storyEvent('ship', 60, maker, half, sent)],
  ]
  const ended = [
    ['wholesaler', storyEvent('receive', 200, wholesaler, half, sent)],
    ['wholesaler', storyEvent('ship', 300, wholesaler, half, toPharmacy)],
    ['pharmacy', storyEvent('receive', 400, pharmacy, half, toPharmacy)],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])],
  ] as const
  const again = ['pharmacy', storyEvent('dispense', 501, pharmacy, [storyPacks('S1')])] as const
  const same = ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])] as const
  const pair = async (
    desc: string,
    more: typeof again | undefined,
    goods: readonly string[],
  ): Promise<TogetherVector> => {
    const [one, other] = [await ledgerOf('maker'), await ledgerOf('wholesale')]
    await tell(one, more === undefined ? begun(one) : [...begun(one), more])
    await tell(other, ended)
    const bundles = [one, other].map(({ ledger }) => bundleOf(ledger))
    return { desc, spec: `${SEVERAL}#example`, in: input([one.ledger, other.ledger], bundles, []), expect: [], goods }
  }
  const twice = [await ledgerOf('maker'), await ledgerOf('wholesale')] as const
  await tell(twice[0], [['maker', registration(twice[0])]])
  await tell(twice[1], [['maker', registration(twice[1], 100)]])
  const clones = twice.map(({ ledger }) => bundleOf(ledger))
  const [recalling, correcting] = [await ledgerOf('recall'), await ledgerOf('correction')]
  const all = [{ kind: 'batch', product, lot } as const]
  await tell(recalling, [['maker', registration(recalling)]])
  const recall = storyEvent('recall', 100, maker, all)
  const [recalled] = await recalling.ledger.submit(recalling.keys.maker, [recall])
  await tell(recalling, [['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])]])
  const detail = { target: recalled?.hash as Uint8Array, reason: 'did_not_occur' }
  await tell(correcting, [
    ['wholesaler', storyEvent('observe', 90, wholesaler, [storyPacks('S1')])],
    ['maker', storyEvent('correct', 110, maker, all, { detail })],
  ])
  return [
    await pair('goods shipped in one ledger, received, sent on and dispensed in another', undefined, []),
    await pair('the same dispense told to both ledgers', same, []),
    await pair('a pack dispensed in both ledgers', again, ['SECOND_DISPENSE']),
    {
      desc: 'serials registered in two ledgers',
      spec: `${SEVERAL}#one-history`,
      in: input(
        twice.map(({ ledger }) => ledger),
        clones,
        [],
      ),
      expect: [],
      goods: ['REGISTERED_TWICE'],
    },
    {
      desc: 'a recall, and its correction in another ledger by another key of the same name',
      spec: `${SEVERAL}#force`,
      in: input(
        [recalling.ledger, correcting.ledger],
        [recalling, correcting].map(({ ledger }) => bundleOf(ledger)),
        [],
      ),
      expect: [],
      goods: ['OTHER_LEDGER', 'DISPENSED_RECALLED'],
    },
  ]
}

async function forgeries(): Promise<TogetherVector[]> {
  const crypto = testCrypto()
  const found: TogetherVector[] = []
  for (const { code, adversary, name, forge } of SEVERAL_FORGERS) {
    const { ledger, bundles } = await forge(crypto)
    const refutes = EVIDENCE[code].severity === 'error'
    const desc = `${adversary} ${name}`
    found.push({
      desc,
      spec: `${SEVERAL}#bundles-of-one-ledger`,
      in: input([ledger], bundles, []),
      error: code,
      refutes,
    })
  }
  for (const { code, adversary, name, forge } of LOG_FORGERS) {
    const { ledger, bundle, log } = await forge(crypto)
    const refutes = EVIDENCE[code].severity === 'error'
    found.push({
      desc: `${adversary} ${name}`,
      spec: REPLAY,
      in: input([ledger], [bundle], [log]),
      error: code,
      refutes,
    })
  }
  return found
}

/** One copy of the log, and files that are none. */
async function copies({ ledger }: Story): Promise<TogetherVector[]> {
  const bundle = bundleOf(ledger)
  const log = writeLog(ledger)
  const other = writeLog((await makeStory(testCrypto(), 'another ledger')).ledger)
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ['its last entry left out', writeLog(ledger, { change: (entries) => entries.slice(0, -1) })],
    ['its first entry left out', writeLog(ledger, { change: (entries) => entries.slice(1) })],
    ['an entry doubled', writeLog(ledger, { change: (entries) => [...entries.slice(0, 6), ...entries.slice(5)] })],
    ['the log of another ledger', other],
    ['cut in its checkpoint', log.subarray(0, log.length - 20)],
  ]
  return [
    { desc: 'a bundle and the copy of its log', spec: REPLAY, in: input([ledger], [bundle], [log]), expect: [] },
    ...wrong.map(([what, bytes]): TogetherVector => {
      const desc = `no copy of the log: ${what}`
      return { desc, spec: REPLAY, in: input([ledger], [bundle], [bytes]), error: 'BAD_LOG', refutes: false }
    }),
  ]
}

function ledgerOf(name: string): Promise<Ledger> {
  return storyLedger(testCrypto(), `together ${name}`, { origin: `${name}.example/packtrail` })
}

async function tell(
  { ledger, keys }: Ledger,
  acts: readonly (readonly [keyof Ledger['keys'], Event | NewClaim])[],
): Promise<void> {
  for (const [who, act] of acts) await ledger.submit(keys[who], [act])
  await ledger.seal()
}

function registration({ ledger }: Ledger, minutes = 0): NewClaim {
  const manifest = ledger.manifest(product, lot, serials, { expiry: '2027-06-30' })
  return { event: storyEvent('commission', minutes, maker, [manifest.subject]), manifests: [manifest] }
}

function bundleOf(ledger: TestLedger): Uint8Array {
  return writeBundle(ledger.bundle(product, lot))
}

function input(
  ledgers: readonly TestLedger[],
  bundles: readonly Uint8Array[],
  logs: readonly Uint8Array[],
): TogetherVector['in'] {
  return {
    op: 'together',
    bundles: bundles.map(toBase64),
    logs: logs.map(toBase64),
    policies: ledgers.map((ledger) => JSON.parse(storyPolicy(ledger)) as Json),
    now: STORY.now,
  }
}
