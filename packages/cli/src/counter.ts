/** What every command at the counter does with a scan: read it, look it up, say it. */
import {
  explainUnknown,
  type PartyId,
  type PlaceId,
  packAsContainer,
  parseCode,
  partyOf,
  type ScannerHint,
  splitPackId,
} from '@packtrail/codes'
import type { ItemReport, Ledger } from '@packtrail/core'
import { faultsOf, type Named, namedOf, readNamed, type ScannerOptions, yearOf } from './codes.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode, worstExit } from './exit.ts'
import { codesOf, type Line, MAX_LINE } from './lines.ts'
import { renderVerdict } from './render/verdict.ts'
import type { Session } from './session.ts'
import { exitOf, type Reason, type Verdict, type VerdictState } from './verdict.ts'
import { words } from './words.ts'

const { counter: say } = words

export interface AtCounter {
  readonly exit: ExitCode
  readonly verdicts: Readonly<Record<Verdict['verdict'], number>>
  /** Ctrl-C came before the end of a file or pipe; at a terminal it is the end. */
  readonly isCut: boolean
}

/** Runs `judge` for every scan until the input ends or Ctrl-C; each is answered before the next is read. */
export async function atCounter(
  call: Call,
  { doubt }: Pick<Session, 'doubt'>,
  invitation: string,
  judge: (line: Line & { readonly text: string }) => Promise<{ readonly verdict: Verdict; readonly done?: string }>,
): Promise<AtCounter> {
  const { io, out } = call
  const counts = { ok: 0, warn: 0, stop: 0 }
  const exits: ExitCode[] = []
  if (call.args.length === 0) await out.invite(invitation)
  const ending = interruptible(call)
  try {
    for await (const line of ending.until(codesOf(io, call.args))) {
      const { text } = line
      const judged = text === undefined ? { verdict: tooLong(line) } : await judge({ ...line, text })
      const { done = '' } = judged
      const verdict = doubt === undefined ? judged.verdict : withDoubt(judged.verdict, doubt, call.name)
      counts[verdict.verdict]++
      exits.push(exitOf(verdict.verdict))
      await out.value(verdict)
      await out.text(renderVerdict(verdict, done, out.columns, out.paint))
      if (io.stdout.gone) break
    }
  } finally {
    ending.release()
  }
  const isCut = ending.stopped() && !io.stdinIsTTY
  if (isCut) {
    exits.push(EXIT.interrupted)
    await out.say(say.interrupted(counts.ok + counts.warn + counts.stop))
  }
  return { exit: worstExit(exits), verdicts: counts, isCut }
}

/** What the person here can do about it, with the words of the commands. */
export function atCounterWords<R extends Reason>(reason: R): R {
  return { ...reason, whatToDo: say.doHere[reason.code] ?? reason.whatToDo }
}

/** Never a plain OK from a ledger that is old or damaged; a count stops nothing. */
function withDoubt(verdict: Verdict, doubt: Reason, command: string): Verdict {
  return { ...verdict, verdict: command === 'count' ? 'warn' : 'stop', reasons: [doubt, ...verdict.reasons] }
}

function tooLong(line: Line): Verdict {
  const reason = { code: 'TOO_LONG', message: words.codes.lineTooLong(line.number, MAX_LINE), whatToDo: say.scanAgain }
  return { verdict: 'stop', raw: '', reasons: [reason], regime: {} }
}

/** Lets a loop over input end at Ctrl-C between two scans, never inside one. */
function interruptible(call: Call): {
  until<T>(items: AsyncGenerator<T>): AsyncGenerator<T>
  /** Ctrl-C came while there was, or could have been, more. */
  stopped(): boolean
  release(): void
} {
  let stop: (() => void) | undefined
  let stopped = false
  let ended = false
  const signal = new Promise<undefined>((resolve) => {
    stop = () => {
      stopped = true
      resolve(undefined)
    }
  })
  const release = call.io.onInterrupt(() => stop?.())
  return {
    release,
    stopped: () => stopped && !ended,
    async *until(items) {
      while (!stopped) {
        const next = items.next()
        // When Ctrl-C comes first, this one may fail because the input was closed under it.
        next.catch(() => undefined)
        const first = await Promise.race([next, signal])
        if (first === undefined) {
          call.io.closeInput()
          await call.out.invite('\n')
          return
        }
        if (first.done === true) {
          ended = true
          return
        }
        yield first.value
      }
    },
  }
}

export type Scanned =
  | { readonly ok: true; readonly named: Named; readonly reasons: readonly Reason[] }
  | { readonly ok: false; readonly verdict: Verdict }

/** A pack or container, with what is odd about its code; a code that names neither is a verdict already. */
export function readScan(call: Call, text: string, scanner: ScannerOptions = {}): Scanned {
  const read = readNamed(call.io, text, {}, scanner)
  if (read.ok) return { ok: true, named: read.value, reasons: read.value.warnings.map(asReason) }
  const code = parseCode(text, { referenceYear: yearOf(call.io), ...scanner })
  const faults = faultsOf(code, {})
  // A pack that can be named must be looked up, whatever else is wrong with its label: hiding it could hide a falsification.
  if (code.pack !== undefined) return { ok: true, named: namedOf(code, []), reasons: faults.map(asReason) }
  return { ok: false, verdict: { verdict: 'stop', raw: text, reasons: read.faults.map(asReason), regime: {} } }
}

function asReason(fault: { readonly code: string; readonly message: string; readonly remedy?: string }): Reason {
  return { code: fault.code, message: fault.message, whatToDo: fault.remedy ?? say.scanAgain }
}

/** The text on a case can be that of a pack: what the ledger knows decides. */
export async function findItem(ledger: Ledger, named: Named): Promise<ItemReport | undefined> {
  const id = named.pack ?? named.container
  if (id === undefined) return undefined
  const found = await ledger.item(id)
  if (found !== undefined || named.pack === undefined) return found
  const container = packAsContainer(named.pack)
  return container === undefined ? undefined : await ledger.item(container)
}

export function stateOf(item: ItemReport, status: string = item.state.status): VerdictState {
  const outermost = item.inside.at(-1)
  const { owner, holder, units, grade, transit } =
    outermost === undefined ? item.state : { ...outermost.state, units: item.state.units }
  return {
    status,
    owner,
    holder,
    inside: outermost?.id,
    onTheWayTo: transit === undefined ? undefined : (transit.to ?? words.look.somebody),
    // Its place follows from that of the container it is in.
    grade: outermost !== undefined && grade === 'scanned' ? 'inferred' : grade,
    units: units === 0 ? undefined : units,
  }
}

/** When a serial is not known: what the scanner may have done to it. For the hint only, never accepted by itself. */
export async function scannerHints(ledger: Ledger, named: Named): Promise<readonly Reason[]> {
  if (named.pack === undefined) return []
  const { product, serial } = splitPackId(named.pack)
  const candidates: string[] = []
  explainUnknown(serial, (candidate) => {
    candidates.push(candidate)
    return false
  })
  const known = new Set<string>()
  for (const candidate of candidates) {
    if ((await ledger.item(`${product}/${candidate}`))?.member !== undefined) known.add(candidate)
  }
  if (known.size === 0) return []
  const hints: readonly ScannerHint[] = explainUnknown(serial, (candidate) => known.has(candidate))
  return hints.map(({ cause, message, candidate }) => ({
    code: cause,
    message,
    whatToDo: candidate === undefined ? say.scanAgain : say.perhaps(`${product}/${candidate}`),
  }))
}

/**
 * Where goods are by the records, when that is not here: neither held nor owned nor awaited by any of these parties. Of goods
 * whose movements nobody reports nothing follows.
 */
export function heldElsewhere(item: ItemReport, here: readonly PartyId[]): Reason | undefined {
  const { holder, owner, transit, moved } = item.inside.at(-1)?.state ?? item.state
  if (moved !== true || holder === undefined || here.length === 0) return undefined
  const known = [holder, owner, transit?.to].flatMap((one) => (one === undefined ? [] : [partyOf(one as PlaceId)]))
  if (known.some((party) => here.includes(party))) return undefined
  return elsewhere(holder)
}

export function elsewhere(holder: string): Reason {
  return { code: 'HELD_ELSEWHERE', message: words.counting.elsewhere(holder), whatToDo: words.counting.elsewhereDo }
}
