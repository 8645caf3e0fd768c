/** Everything a report says in words, as one table a language. English is the one that is complete. */
import type { Status } from '@packtrail/custody'
import { fillTemplate } from '@packtrail/custody'
import type { Finding } from '@packtrail/protocol'
import type { AxisState } from './axes.ts'
import { type Axis, type EvidenceCode, isEvidenceCode } from './catalogue.ts'
import { EVIDENCE_WORDS, type Sentence } from './evidence-words.ts'
import { fill } from './fill.ts'
import type { Headline } from './report.ts'
import type { Said } from './said.ts'
import type { SameLog } from './same-log.ts'
import { SAYINGS, type Saying } from './sayings.ts'
import type { Lane } from './timeline.ts'

export interface Language {
  /** BCP 47. */
  readonly tag: string
  readonly headlines: Readonly<Record<Headline, string>>
  /** One sentence below the headline: what it means for the reader. */
  readonly meanings: Readonly<Record<Headline, string>>
  readonly axes: Readonly<Record<Axis, string>>
  readonly states: Readonly<Record<AxisState, string>>
  /** Bundles of one ledger against each other. */
  readonly sameLog: Readonly<Record<SameLog, string>>
  readonly statuses: Readonly<Record<Status, string>>
  readonly lanes: Readonly<Record<Lane, string>>
  readonly labels: Readonly<Record<Label, string>>
  readonly sayings: Readonly<Record<Saying, string>>
  readonly evidence: Readonly<Record<EvidenceCode, Sentence>>
  /** Findings about goods; what is missing is told in English. */
  readonly goods: Readonly<Record<string, Sentence>>
}

export const ENGLISH_LABELS = {
  adversaries: 'Against whom this holds',
  adversary: 'Adversary',
  holds: 'Holds',
  refuted: 'Refuted',
  notRefuted: 'Not refuted',
  batch: 'Batch',
  product: 'Product',
  lot: 'Lot',
  expiry: 'Expires',
  made: 'Made',
  maker: 'Made by',
  markets: 'Markets',
  packs: 'Packs',
  events: 'Events',
  containers: 'Containers',
  period: 'From – to',
  closed: 'Closed',
  everywhere: 'all markets',
  yes: 'yes',
  no: 'no',
  glance: 'The batch at a glance',
  timeline: 'What happened when',
  whereabouts: 'Where the packs are now',
  status: 'State',
  party: 'Party',
  onTheWay: 'on the way to {party}',
  nobody: 'nobody said',
  inferred: 'inferred from a container',
  more: '{rows} more rows with {packs} packs',
  findings: 'Findings',
  noFindings: 'No findings.',
  ofEvidence: 'About the evidence',
  ofGoods: 'About the goods',
  evidence: 'Entries',
  items: 'Items',
  andMore: 'and {count} more',
  todo: 'What to do',
  times: '{count} times',
  scans: 'Packs from the shelf',
  scansSummary: '{ok} in order, {warn} to look at, {stop} to stop, {notJudged} that these files do not speak of',
  scansPacks: 'Lines read: {lines}; different packs: {packs}; lines that could not be read: {unread}.',
  shelfOpen:
    'The records are genuine and complete, and they show nothing wrong with the goods. But {count} of {all} lines from the shelf could not be judged.',
  line: 'Line',
  pack: 'Pack',
  verdict: 'Verdict',
  reasons: 'Reasons',
  counted: 'What the numbers count',
  statements: 'Statements',
  submissions: 'Submissions',
  entries: 'Entries',
  packsAre: 'serial numbers in the signed lists of the batch',
  eventsAre: 'statements about the goods: what happened to them',
  statementsAre: 'each says one thing that happened, those about parties, keys and rules included',
  submissionsAre: 'each is one or more statements under one signature',
  entriesAre:
    'lines of the log: a statement has one in each record that it concerns (batch, container, product, party)',
  axes: 'What is proven',
  required: 'your policy requires it',
  notChecked: 'What was not checked',
  provenance: 'What this report rests on',
  file: 'File (SHA-256)',
  bytes: '{count} bytes',
  ledger: 'Ledger',
  ledgerId: 'Ledger number',
  checkpoint: 'Checkpoint',
  checkpointText: '{size} entries, recorded {time}',
  root: 'Root',
  policy: 'Policy fingerprint',
  rules: 'Rules',
  profiles: 'Profile',
  profile: 'from entry {since} on {of} by «{name}»',
  checkedAt: 'Checked',
  error: 'error',
  warn: 'warning',
  info: 'note',
  ok: 'in order',
  stop: 'stop',
  notJudged: 'not judged',
  standingTitle: 'Standing',
  standing: 'Batch {batch}: {what}. No pack of it may be handed out as long as this holds.',
  standingThere: 'Batch {batch}: {what}. No pack of it may be handed out there.',
  batchRecalled: 'batch recalled',
  productRecalled: 'product recalled',
  batchQuarantined: 'batch in quarantine',
  batchLocked: 'batch locked',
  recalledInMarkets: 'recalled in {markets}',
  productRecalledInMarkets: 'its product recalled in {markets}',
  isQuarantined: 'in quarantine',
  isLocked: 'locked',
  statusRecalled: '{status}, recalled',
  report: 'Packtrail audit report',
  stopped: 'Stopped by the ledger: {message}',
  several: 'Several bundles, judged together',
  bundles: 'Bundles',
  bundleAlone: 'it meets no other bundle',
  ledgers: 'Ledgers',
  groups: 'Where they meet',
  groupEvents: '{events} events; {shared} of them in several bundles, {told} acts told to several ledgers',
  explained: '{count} findings of single bundles are explained by the others ({codes}).',
  reached: 'Taken back or lifted in another ledger, by the key that signed it: {records}.',
  records: 'Records',
  together: 'no bundle shows it alone',
  timeWithheld:
    '{message} Of {count} of its records the claimed time is withheld: they may stand in another order than they happened in.',
} as const
export type Label = keyof typeof ENGLISH_LABELS

export const ENGLISH: Language = {
  tag: 'en',
  headlines: {
    'evidence forged': 'Evidence forged',
    'not proven': 'Not proven',
    'goods false': 'Evidence sound, goods false',
    'in order': 'Evidence sound, goods in order',
  },
  meanings: {
    'evidence forged': 'The file is not what the ledger signed. Believe nothing that it says about the goods.',
    'not proven': 'Nothing speaks against the file, but it does not prove all that your policy requires.',
    'goods false': 'The records are genuine and complete, and they show that something is wrong with the goods.',
    'in order': 'The records are genuine and complete, and they show nothing wrong with the goods.',
  },
  axes: {
    bytes: 'Nothing was changed',
    authorship: 'Who said it',
    completeness: 'Nothing was left out',
    history: 'It continues what was seen before',
    witnesses: 'Others saw the same',
    time: 'When it was recorded',
  },
  states: { pass: 'proven', fail: 'refuted', 'not proven': 'not proven' },
  sameLog: {
    'one bundle': 'one bundle of it',
    consistent: 'all bundles are of one log',
    'not proven': 'not proven that all bundles are of one log',
    contradicted: 'its operator signed two histories',
  },
  statuses: {
    unknown: 'never commissioned',
    active: 'on the market',
    dispensed: 'dispensed',
    exported: 'exported',
    sampled: 'sampled',
    decommissioned: 'decommissioned',
    destroyed: 'destroyed',
    stolen: 'stolen',
    lost: 'lost',
    locked: 'locked',
    quarantined: 'in quarantine',
  },
  lanes: {
    registered: 'registered',
    packed: 'packed or unpacked',
    moved: 'moved',
    ended: 'dispensed or ended',
    other: 'other',
  },
  labels: ENGLISH_LABELS,
  sayings: SAYINGS,
  evidence: EVIDENCE_WORDS,
  goods: {},
}

export function told(language: Language, { code, params }: Said): string {
  return fill(language.sayings[code], params)
}

/** The sentence and the advice of a finding in this language. */
export function findingWords(language: Language, finding: Omit<Finding, 'evidence'>): Sentence {
  const { code, params } = finding
  if (isEvidenceCode(code)) {
    const words = language.evidence[code]
    return { message: fill(words.message, params), whatToDo: fill(words.whatToDo, params) }
  }
  const words = Object.hasOwn(language.goods, code) ? language.goods[code] : undefined
  if (words === undefined) return { message: finding.message, whatToDo: finding.whatToDo }
  const message = fillTemplate(words.message, params)
  const whatToDo = fillTemplate(words.whatToDo, params)
  const said = params['stopped'] === 1 ? fill(language.labels.stopped, { message }) : message
  const count = params['timeWithheld']
  return {
    message: count === undefined ? said : fill(language.labels.timeWithheld, { message: said, count }),
    whatToDo,
  }
}
