/** `packtrail demo`: one batch from the line to the patient, proved clean; then crimes, each found. */
import { join, resolve } from 'node:path'
import { EXIT, type ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { table } from '../width.ts'
import { type Cast, makeCast } from './cast.ts'
import { type Committed, type Crime, type Judged, judge } from './crime.ts'
import { evidenceCrimes } from './crimes-evidence.ts'
import { code, goodsCrimes } from './crimes-goods.ts'
import { historyCrimes } from './crimes-history.ts'
import { writeFiles } from './files.ts'
import { exportBundle, fillLedger, LEDGER, openLedger, takeChina, unclean } from './honest.ts'
import type { Goods } from './scenario.ts'
import { type Audit, makeStage, type Stage } from './stage.ts'
import { type Tell, teller } from './tell.ts'

export interface DemoOptions {
  /** Default: `packtrail-demo` in the current folder. Removed and made anew, if the demo made it. */
  readonly dir?: string
  /** Packs of the big batch, in hundreds; default 10,000. */
  readonly packs?: number
  /** A tenth of the packs: the same story in a few seconds. */
  readonly fast?: boolean
  readonly json?: boolean
}

const BATCHES = ['big', 'small', 'china'] as const

export async function runDemo(io: Io, options: DemoOptions = {}): Promise<ExitCode> {
  const started = performance.now()
  const tell = teller(io, options.json === true)
  const stage = makeStage(io, resolve(io.cwd, options.dir ?? 'packtrail-demo'))
  const packs = options.packs ?? (options.fast === true ? 1_000 : 10_000)
  const cast = makeCast(packs)
  const faults: string[] = []

  await tell.plain(
    `Packtrail: ${packs.toLocaleString('en-US')} packs of ${cast.big.productName}, from the line to the patients.`,
  )
  const clean = await honestPart(stage, tell, cast, faults)
  await counterPart(stage, tell, cast, faults)
  const judged = await criminalPart(stage, tell, cast, faults)

  const seconds = Math.round((performance.now() - started) / 100) / 10
  await closing(stage, tell, judged, faults, seconds)
  if (options.json === true)
    await io.stdout.write(`${JSON.stringify(summary(stage, packs, clean, judged, faults, seconds))}\n`)
  return faults.length === 0 ? EXIT.done : EXIT.bad
}

async function honestPart(stage: Stage, tell: Tell, cast: Cast, faults: string[]): Promise<Audit[]> {
  const { big } = cast
  await tell.chapter('The files', 'What the companies’ own systems write: EPCIS 2.0 and 1.2, CSV of tills, 码上放心.')
  const files = writeFiles(stage, cast)
  await tell.done(
    `${big.events.toLocaleString('en-US')} events about ${big.touches.toLocaleString('en-US')} pack-touches, the same on every run`,
    'files/',
  )

  await tell.chapter('The ledger and the keys', 'Whoever acts makes a key and keeps it; the ledger never sees it.')
  await openLedger(stage, tell, cast, files)

  await tell.chapter('What happened', 'Signed acts go in and receipts come back; a pharmacy needs a key and no ledger.')
  await fillLedger(stage, tell, cast, files)
  await takeChina(stage, cast, files)
  await tell.done('a Chinese batch: relation file, sale and purchase, attested by the operator', 'files/china/')

  await tell.chapter(
    'The audit',
    'Another process gets one file, the policy and its own memory: no ledger, no network.',
  )
  const audits: Audit[] = []
  for (const name of BATCHES) {
    const goods = cast[name]
    await tell.busy(`exporting and verifying ${goods.lot}`)
    const audit = await auditClean(stage, goods)
    audits.push(audit)
    const wrong = unclean(audit)
    if (wrong === undefined) {
      await tell.done(`${goods.lot}: ${audit.headline}, no finding`, `${(audit.ms / 1000).toFixed(1)} s`)
      if (name === 'big') for (const axis of ['completeness', 'authorship']) await tell.quote(audit.said[axis] ?? '')
    } else await fault(tell, faults, `the clean batch ${goods.lot} is not clean: ${wrong}`)
  }
  return audits
}

async function auditClean(stage: Stage, goods: Goods): Promise<Audit> {
  const bundle = await exportBundle(stage, LEDGER, goods, goods.lot)
  return stage.audit(goods.lot, bundle, { memory: 'writes', html: true })
}

/** A live act that the rules forbid: stopped, nothing changed, and the attempt recorded. */
async function counterPart(stage: Stage, tell: Tell, cast: Cast, faults: string[]): Promise<void> {
  const { big, china, counter } = cast
  await tell.chapter(
    'At the counter',
    'A live act that must not happen is stopped, and the attempt is kept: it is evidence.',
  )
  const sold = big.deliveries[0]?.cases[0]?.serials[0] as string
  const fresh = china.middles[0]?.packs[0] as string
  const scanned = await stage.packtrail(LEDGER, ['scan', fresh], { exits: [0, 1] })
  for (const line of excerpt(scanned.out)) await tell.quote(line)
  const tried = await stage.packtrail(LEDGER, ['dispense', code(big, sold), '--as', counter.id], { exits: [0, 1] })
  for (const line of excerpt(tried.out)) await tell.quote(line)
  if (tried.exit === 1)
    await tell.done(`${counter.name} scans a pack that was sold before: stopped, and the attempt recorded`)
  else await fault(tell, faults, 'a pack that was sold before was handed out again at the counter')
}

function excerpt(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 6)
}

async function criminalPart(stage: Stage, tell: Tell, cast: Cast, faults: string[]): Promise<Judged[]> {
  const parts = [
    {
      title: 'Crimes with packs',
      why: 'The evidence is sound and shows that the goods are false.',
      crimes: goodsCrimes(cast),
    },
    {
      title: 'Crimes with evidence',
      why: 'The forger mends every hash, chain, proof and count that needs no key.',
      crimes: evidenceCrimes(cast),
    },
    {
      title: 'Crimes with the whole history',
      why: 'Signed by the ledger from end to end; the auditor’s memory tells.',
      crimes: historyCrimes(cast),
    },
  ]
  const judged: Judged[] = []
  for (const { title, why, crimes } of parts) {
    await tell.chapter(title, why)
    judged.push(...(await prosecute(stage, tell, crimes, faults)))
  }
  return judged
}

/** While the auditor reads one bundle in his own process, the next crime is committed. */
async function prosecute(stage: Stage, tell: Tell, crimes: readonly Crime[], faults: string[]): Promise<Judged[]> {
  const judged: Judged[] = []
  let before: (() => Promise<Judged>) | undefined
  for (const crime of crimes) {
    await tell.busy(crime.title)
    const committed = await crime.commit(stage)
    const auditing = stage.audit(`crime-${crime.word}`, committed.bundle, {
      html: true,
      ...(committed.memory === undefined ? {} : { memory: committed.memory }),
    })
    // It is awaited later; until then its failure is nobody's.
    auditing.catch(() => undefined)
    if (before !== undefined) judged.push(await before())
    before = () => pronounce(stage, tell, crime, committed, auditing, faults)
  }
  if (before !== undefined) judged.push(await before())
  return judged
}

async function pronounce(
  stage: Stage,
  tell: Tell,
  crime: Crime,
  committed: Committed,
  auditing: Promise<Audit>,
  faults: string[],
): Promise<Judged> {
  const audit = await auditing
  const also = await crime.alsoSeen?.(stage)
  const judged = judge(crime, committed, audit, also?.missing)
  if (judged.missing !== undefined) {
    await fault(tell, faults, `${crime.title}: ${judged.missing}`)
    return judged
  }
  await tell.found(crime.title, crime.code)
  await tell.note(crime.deed)
  await tell.quote(judged.finding?.message ?? '')
  if (also?.said !== undefined) await tell.quote(also.said)
  return judged
}

async function fault(tell: Tell, faults: string[], text: string): Promise<void> {
  faults.push(text)
  await tell.failed(text)
}

async function closing(
  stage: Stage,
  tell: Tell,
  judged: readonly Judged[],
  faults: readonly string[],
  seconds: number,
): Promise<void> {
  await tell.chapter(
    'What was found',
    `${judged.filter(({ missing }) => missing === undefined).length} of ${judged.length} crimes, in ${seconds} s.`,
  )
  const rows = judged.map((each) => [
    each.crime.title,
    each.missing === undefined ? 'found' : 'NOT FOUND',
    each.crime.code,
    each.place,
  ])
  await tell.plain(table([['crime', '', 'finding', 'place'], ...rows], '     ').trimEnd())
  await tell.chapter('What is left to look at', stage.dir)
  const left = [
    [join('auditor', 'HV25K03', 'report.html'), 'the report of the clean batch, for a browser'],
    [join('auditor', 'crime-clone', 'report.html'), 'the report about the copied pack'],
    [join('bundles', 'HV25K03.ptb'), 'the one file that proves it, for: packtrail verify'],
    [join('auditor', 'policy.json'), 'whom the auditor trusts'],
    ['files', 'what the companies wrote'],
    ['ledger', 'the ledger, for: packtrail --help'],
  ]
  await tell.plain(table(left, '     ').trimEnd())
  for (const text of faults) await tell.failed(text)
}

function summary(
  stage: Stage,
  packs: number,
  clean: readonly Audit[],
  judged: readonly Judged[],
  faults: readonly string[],
  seconds: number,
): object {
  return {
    dir: stage.dir,
    packs,
    seconds,
    clean: clean.map(({ headline, findings, exit }) => ({ headline, exit, findings: findings.length })),
    crimes: judged.map(({ crime, finding, audit, missing, place }) => ({
      crime: crime.word,
      title: crime.title,
      by: crime.by,
      expected: crime.code,
      place,
      found: missing === undefined,
      exit: audit.exit,
      headline: audit.headline,
      ...(finding === undefined ? {} : { finding }),
      all: [...new Set(audit.findings.map((each) => each.code))],
    })),
    faults,
  }
}
