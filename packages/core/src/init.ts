/** A new ledger: genesis, the operator as a party, the first checkpoint. */
import { mkdir } from 'node:fs/promises'
import { type PartyId, parsePartyId, partyOf } from '@packtrail/codes'
import { type Event, eventSlots, isOrigin, keyIdOf, type Signer, toHex } from '@packtrail/protocol'
import { claimText, type HashText, hashOfText, leafText } from './claim-hash.ts'
import { entryBytes, wholeClaimBytes } from './entry-bytes.ts'
import { LedgerError } from './error.ts'
import { type Config, type Head, writeConfig, writeHead } from './head.ts'
import { openLevelStore } from './level-store.ts'
import { openLogWriter } from './log-writer.ts'
import { keyCodec } from './master-rows.ts'
import { nodeCrypto, sha256 } from './node-crypto.ts'
import { RowWriter } from './row-bytes.ts'
import type { Store } from './store.ts'

export interface InitOptions {
  /** C2SP checkpoint origin: a name for the log, such as `example.org/ledger`; no white space, no plus. */
  readonly origin: string
  /** Canonical party id of who runs the ledger. */
  readonly operator: string
  readonly signer: Signer
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

const ZERO_TEXT: HashText = '\u0000'.repeat(32)

/**
 * Make a ledger in `directory`, which must not hold one; durable when this resolves.
 * @throws LedgerError LEDGER_EXISTS, MISUSE.
 */
export async function createLedger(directory: string, options: InitOptions): Promise<Store> {
  await mkdir(directory, { recursive: true })
  const store = await openLevelStore(directory, 'create')
  try {
    await writeGenesis(store, options)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The genesis entry and the rows everything starts from, in an empty store. */
export async function writeGenesis(store: Store, { origin, operator, signer, clock }: InitOptions): Promise<void> {
  if (!isOrigin(origin)) throw new LedgerError('MISUSE', `${origin} cannot name a log: no white space, no plus`)
  const parsed = parsePartyId(operator)
  if (!parsed.ok || parsed.value !== operator)
    throw new LedgerError('MISUSE', `${operator} is no party: gln:…, cn-ent:… or uri:…`)
  const { random } = nodeCrypto()
  const event: Event = {
    type: 'genesis',
    detail: {},
    subjects: [{ kind: 'genesis', origin, operator, publicKey: signer.publicKey }],
  }
  const slots = eventSlots(event)
  const seed = random(16)
  const recorded = clock()
  const log = openLogWriter(store, 0, [])
  const bytes = entryBytes(ZERO_TEXT, {
    g: 0,
    stream: undefined,
    s: 0,
    previous: undefined,
    recorded,
    kind: 'genesis',
    claim: claimText(slots, seed),
    submission: undefined,
  })
  const leaf = leafText(bytes)
  log.push(bytes, leaf, { kind: 'inline', bytes: wholeClaimBytes(seed, slots), index: 0 })
  const config: Config = {
    ledgerId: hashOfText(leaf),
    origin,
    operator: partyOf(operator as PartyId),
    publicKey: signer.publicKey,
    secret: random(32),
  }
  const head: Head = {
    size: 1,
    hashes: log.hashes,
    recorded,
    epochs: 0,
    epochAt: 0,
    epochLeaf: undefined,
    mapRoot: ZERO_TEXT,
    nextManifest: 1,
    operatorSeq: 0,
    checkpoint: 0,
    claims: 1,
    packs: 0,
    streams: 0,
  }
  const batch = store.batch()
  const row = new RowWriter()
  log.flush(batch)
  writeConfig(batch, row, config)
  writeHead(batch, row, head)
  const keyId = toHex(keyIdOf(sha256, signer.publicKey))
  const keyKey = keyCodec.key(keyId)
  keyCodec.write(row.start(), { actor: config.operator, publicKey: signer.publicKey, added: 0, seq: -1 })
  batch.put(keyKey, row.row(keyKey))
  await batch.write()
}
