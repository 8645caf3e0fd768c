/** The log file of a ledger in memory, and those of dishonest ones (docs/spec/12-files.md#log). */

import type { Crypto } from '@packtrail/protocol'
import { concatBytes, encodeLogFrame, fileStart, LOG_CHUNK, streamText } from '@packtrail/protocol'
import { writeBundle } from './bundle-export.ts'
import type { LogClaim, LogEntry } from './bundle-ledger.ts'
import type { TestLedger } from './bundle-maker.ts'
import { STORY, type Story, storyEvent, storyLedger, storyPacks } from './bundle-story.ts'
import { commission } from './forgers-operator.ts'
import type { Adversary } from './forgery.ts'

export interface LogFileOptions {
  /** As of an earlier checkpoint: how many of the newest are left out. */
  readonly back?: number
  /** Entries that are written otherwise than they were appended. */
  readonly change?: (entries: readonly Uint8Array[]) => readonly Uint8Array[]
}

export function writeLog({ state }: TestLedger, { back = 0, change }: LogFileOptions = {}): Uint8Array {
  const sealed = state.sealed.at(-1 - back)
  if (sealed === undefined) throw new Error('nothing is sealed')
  const own = state.log.slice(0, sealed.size).map(({ bytes }) => bytes)
  const entries = change === undefined ? own : change(own)
  const frames: Uint8Array[] = []
  for (let at = 0; at < entries.length; at += LOG_CHUNK) {
    frames.push(encodeLogFrame({ kind: 'entries', entries: entries.slice(at, at + LOG_CHUNK) }))
  }
  return concatBytes(
    fileStart('log'),
    encodeLogFrame({ kind: 'header', ledgerId: state.ledgerId }),
    ...frames,
    encodeLogFrame({ kind: 'checkpoint', note: sealed.note }),
  )
}

export interface LogForgery {
  readonly ledger: TestLedger
  readonly bundle: Uint8Array
  readonly log: Uint8Array
}

/** Whom a bundle does not give away, but a copy of the log does. */
export interface LogForger {
  readonly code: 'LOG_CHAIN' | 'LOG_MAP' | 'LOG_FORK' | 'LOG_SHORT' | 'LOG_NOT_LINKED'
  readonly adversary: Adversary
  readonly name: string
  forge(crypto: Crypto): Promise<LogForgery>
}

const { product, lot, maker, pharmacy } = STORY
type Ledger = Omit<Story, 'claims'>

const dispense = (minutes: number) => storyEvent('dispense', minutes, pharmacy, [storyPacks('S1')])
const observe = (minutes: number) => storyEvent('observe', minutes, maker, [storyPacks('S4')])

async function begin(crypto: Crypto, seed: string): Promise<Ledger> {
  const story = await storyLedger(crypto, seed)
  await commission(story)
  await story.ledger.submit(story.keys.pharmacy, [dispense(5)])
  return story
}

async function sealed({ ledger }: Ledger, since?: number): Promise<LogForgery> {
  await ledger.seal()
  const bundle = writeBundle(ledger.bundle(product, lot, since === undefined ? {} : { since }))
  return { ledger, bundle, log: writeLog(ledger) }
}

/** An older copy of the log, and a newer bundle. */
async function older(crypto: Crypto, seed: string, linked: boolean): Promise<LogForgery> {
  const story = await begin(crypto, seed)
  const { size } = await story.ledger.seal()
  const log = writeLog(story.ledger)
  await story.ledger.submit(story.keys.maker, [observe(9)])
  return { ...(await sealed(story, linked ? size : undefined)), log }
}

/** The entries of a claim stay in the log, and no exporter and no map finds them. */
function hideTail({ state }: TestLedger, claim: LogClaim | undefined): void {
  for (const g of claim?.entries.splice(0) ?? []) {
    const { stream, ...entry } = state.log[g] as LogEntry
    state.log[g] = { ...entry, stream: undefined }
    if (stream !== undefined) state.streams.get(streamText(stream))?.entries.pop()
  }
}

export const LOG_FORGERS: readonly LogForger[] = [
  {
    code: 'LOG_MAP',
    adversary: 'O',
    name: 'signs a map that hides a tail: the second dispense is in the log, and in no stream',
    async forge(crypto) {
      const story = await begin(crypto, 'hidden tail')
      const [hidden] = await story.ledger.submit(story.keys.pharmacy, [dispense(9)])
      hideTail(story.ledger, hidden)
      return sealed(story)
    },
  },
  {
    code: 'LOG_CHAIN',
    adversary: 'O',
    name: 'lets the recorded time of another batch run backwards',
    async forge(crypto) {
      const story = await begin(crypto, 'backwards')
      const { ledger, keys } = story
      const manifest = ledger.manifest(product, 'OTHER', ['X1'])
      const event = storyEvent('commission', 6, maker, [manifest.subject])
      await ledger.submit(keys.maker, [{ event, manifests: [manifest] }], { evil: { recorded: STORY.start } })
      return sealed(story)
    },
  },
  {
    code: 'LOG_FORK',
    adversary: 'O',
    name: 'made the bundle from another log than the auditor has a copy of',
    async forge(crypto) {
      const shown = await begin(crypto, 'log of two')
      await shown.ledger.submit(shown.keys.maker, [observe(9)])
      const kept = await begin(crypto, 'log of two')
      await kept.ledger.submit(kept.keys.pharmacy, [dispense(9)])
      const { log } = await sealed(kept)
      return { ...(await sealed(shown)), log }
    },
  },
  {
    code: 'LOG_SHORT',
    adversary: 'O',
    name: 'goes on after the auditor took his copy',
    forge: (crypto) => older(crypto, 'short', true),
  },
  {
    code: 'LOG_NOT_LINKED',
    adversary: 'O',
    name: 'leaves out the proof that the bundle continues the copy',
    forge: (crypto) => older(crypto, 'not linked to the log', false),
  },
]
