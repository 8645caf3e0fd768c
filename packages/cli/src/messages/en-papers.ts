/** Words of the papers that authorities are owed. */
import type { CommandWords } from './en-help.ts'

const n = (count: number): string => count.toLocaleString('en')

export const papers = {
  owed: ({
    to,
    name,
    onlyIf,
  }: {
    readonly to: string
    readonly name: string
    readonly onlyIf?: string | undefined
  }): string => `Still owed${onlyIf === undefined ? '' : `, if ${onlyIf}`}: ${to}, ${name}.`,
  ifTold: 'they were told of what is taken back',
  noMarket:
    'No market is known here, so Packtrail cannot say which official report is still owed. Say it once (packtrail policy set market DE) or each time (--market DE).\n',
  noMarketFor: (count: number): string =>
    `Of ${n(count)} packs nobody can say what is owed: no market is known where they were handed out or came back. Set it, and it holds for them too: packtrail policy set market DE\n`,
  reading: 'Looking for papers',
  nothing: 'Nothing is owed.\n',
  nothingKnown: 'Nothing is known to be owed.\n',
  noPapers: 'No paper was prepared yet.\n',
  toWhom: (to: string, name: string, count: number): string => `${to}: ${name} (${n(count)})`,
  more: (count: number): string => `… and ${n(count)} more; --all shows all\n`,
  notWritten: (kind: string): string =>
    `Packtrail does not write this one: enter it in their own program, then say so: packtrail paper close ${kind} --all\n`,
  notBack:
    'What was supplied to the public must not come back into stock: to the national system it stays supplied (Regulation (EU) 2016/161 Art. 13).',
  noDuties: (market: string): string =>
    `The market is ${market}, and it is not known here which official report is still owed there: look into its rules.\n`,
  unlisted: (markets: string): string => `What acts in ${markets} owe is not known here: look into the rules there.\n`,
  foreign: (count: number): string =>
    `Of ${n(count)} packs somebody said that they were told who is neither the party that owes it nor the operator: that does not count.\n`,
  waits: 'an earlier act on it is not told yet, and is told first',
  byHandMark: 'to be settled by hand',
  byHand: (code: string): string =>
    `it was rejected for its state there (${code}): look at it in their program and close it (packtrail paper close), or send it again with --again`,
  states: {
    owed: 'owed',
    prepared: 'prepared',
    sent: 'sent',
    accepted: 'accepted',
    refused: 'rejected',
    closed: 'settled by hand',
    'partly-answered': 'partly answered',
    'partly-refused': 'partly rejected',
  } as Readonly<Record<string, string>>,
  counts: (items: number, accepted: number, refused: number): string =>
    `${n(items)}${accepted + refused === 0 ? '' : `, ${n(accepted)} accepted, ${n(refused)} rejected`}`,
  isCase: 'it is no pack, and this paper names packs: enter it in their program, and close it (packtrail paper close)',
  chooseThere: (act: string): string => `${act}: choose in their own program what it is there`,
  noLot: 'its batch is not known here',
  statement: 'that it was not supplied to the public must be stated: --not-supplied',
  whichData: 'the hub wants data of the product that no ledger holds',
  whichDataHint: '--product-data FILE, as docs/guide/official-papers.md shows it',
  badProductData: (name: string): string => `${name} holds no product data that the hub would take`,
  noProductData: (product: string): string => `the data of ${product} are not in the file`,
  noTraceCode: 'it has no 追溯码 of 20 characters: enter it in the program of the platform',
  whichRef: 'say whose bill it is: the platform wants its own number of your enterprise',
  whichRefHint: '--ref-user ID (ref_ent_id, from getentinfo)',
  badBillType: (text: string): string => `«${text}» is no bill of a counter`,
  billTypeHint: '321 (pharmacy), 322 (vaccination) or 323 (hospital)',
  whichEntry: 'say how the codes were captured: the system asks for it',
  whichEntryHint: '--entry non-manual (scanned) or --entry manual (typed)',
  badEntry: (text: string): string => `«${text}» is no way to capture a code`,
  written: (number: string, file: string, count: number): string =>
    `${file}: ${n(count)} ${count === 1 ? 'pack' : 'packs'}, paper ${number}\n`,
  left: (count: number, item: string, why: string): string =>
    `${n(count)} left out and still owed, first ${item}: ${why}\n`,
  sent: (number: string, count: number): string => `${number} (${n(count)}) is sent, and not yet accepted.\n`,
  notAnAnswer: (name: string): string => `${name} is no answer of an authority that is known here`,
  notAnAnswerHint: 'docs/guide/official-papers.md lists the answers that are read',
  severalAnswers: (name: string): string => `${name} answers several papers: leave --paper out`,
  whichPaper: (name: string): string => `${name} does not say which paper it answers`,
  whichPaperHint: 'name it: --paper NUMBER (packtrail paper list)',
  cannotWrite: (kind: string): string => `Packtrail does not write the paper «${kind}»`,
  cannotWriteHint: (names: string, kind: string): string =>
    `it writes: ${names}. What you entered in their program: packtrail paper close ${kind} CODE…`,
  noFolderHint: 'name a folder for the files: --dir DIR',
  severalParties: 'several parties owe this, and the number of an enterprise is that of one: name it with --as',
  noNumber: 'the number of the paper is empty',
  notYours: (number: string, owner: string): string => `${number} is a paper that ${owner} owes`,
  notYoursHint: (owner: string): string => `--as ${owner}, or leave --as out`,
  wasRefused: (number: string): string => `what is open of ${number} was rejected: it was sent before`,
  wasRefusedHint: (kind: string): string =>
    `what was rejected goes into the next paper: packtrail paper prepare ${kind}`,
  whatToClose: 'say what was settled: codes, or --all',
  whatToCloseHint: 'packtrail paper owed lists what is open',
  notOwed: (kind: string, item: string): string => `nothing is open of ${kind}${item === '' ? '' : ` about ${item}`}`,
  notOwedHint: (kind: string): string => `packtrail paper owed ${kind} lists what is`,
  numberTaken: (number: string): string =>
    `«${number}» can be no number of this: it is empty, or that of another paper`,
  closed: (number: string, count: number): string => `${n(count)} settled by hand, on record as ${number}.\n`,
  wrongKind: (number: string, kind: string): string =>
    `this is an answer of another authority than the one that ${number} (${kind}) was written for: nothing was recorded`,
  wrongPacks: (number: string, count: number, first: string): string =>
    `the answer names ${count === 1 ? 'a pack' : `${n(count)} packs`} that ${number} does not speak of, first ${first}: nothing was recorded`,
  wrongAnswerHint: 'find its paper with packtrail paper list, and name it with --paper',
  settled: (number: string): string => `paper ${number} is settled: nothing of it is open`,
  unknownPaper: (number: string): string => `no paper has the number ${number}`,
  severalPapers: (number: string): string => `several papers have a number that begins with ${number}`,
  unknownPaperHint: 'packtrail paper list shows all papers',
  notRecorded: 'it could not be recorded',
  answered: (number: string, accepted: number, refused: number, waiting: number): string => {
    const parts = [
      ...(accepted > 0 ? [`${n(accepted)} accepted`] : []),
      ...(refused > 0 ? [`${n(refused)} rejected and still owed`] : []),
      ...(waiting > 0 ? [`${n(waiting)} not decided, and still open: ask again later`] : []),
    ]
    return `${number}: ${parts.length === 0 ? 'nothing new' : parts.join(', ')}.\n`
  },
  rejected: (serial: string, code: string, why: string, remedy: string): string =>
    `  ${serial}  ${code}${why === '' ? '' : `  ${why}`}${remedy === '' ? '' : `\n    → ${remedy}`}\n`,
  alerts: (count: number): string =>
    `${n(count)} raised an alert there, which is a suspicion of falsification: keep these packs until it is closed.\n`,
  badKind: (text: string): string => `there is no kind of paper «${text}»`,
  kindHint: (names: string): string => `one of: ${names}`,
}

export const papersHelp: Readonly<Record<string, CommandWords>> = {
  'paper owed': {
    summary: 'which reports are still owed to authorities and insurers',
    about: [
      'Packtrail is not the official system of any country and sends nothing. This lists every act that somebody there still has to be told of, or has not accepted yet: owed, prepared, sent, or rejected with the code of the authority. It reads the whole log, or the part from --since on.',
      'What is owed depends on the market: that of the act, else of the place, else of the ledger (packtrail policy set market DE), else the only one the batch is meant for.',
    ],
    options: { since: 'only acts recorded from this position of the log on', as: 'only what this party did' },
    examples: [
      ['packtrail paper owed', 'everything'],
      ['packtrail paper owed eu-status --as gln:9521234000082', 'what one pharmacy owes the national system'],
    ],
  },
  'paper prepare': {
    summary: 'write the reports that are owed, each as a file with a number',
    about: [
      'Takes everything of this kind that is owed or was rejected, groups it by the party that owes it and as the authority wants it, records each paper as prepared, and writes its files into --dir. It sends nothing. What cannot be told in such a file is named and stays owed, and so is what was rejected for the state of the pack there, unless --again says otherwise.',
    ],
    options: {
      dir: 'folder for the files; default: here',
      as: 'only what this party did; its key signs',
      since: 'only acts recorded from this position of the log on',
    },
    examples: [
      [
        'packtrail paper prepare eu-status --entry non-manual --as gln:9521234000082',
        'the lists for the national system',
      ],
      ['packtrail paper prepare eu-status --entry non-manual --not-supplied', 'with packs that come back into stock'],
    ],
  },
  'paper write': {
    summary: 'write the file of a prepared paper again',
    about: [
      'The same paper with the same number, of what is not settled yet: authorities count what is sent twice under one number once.',
    ],
    options: { dir: 'folder for the file; default: here' },
    examples: [
      ['packtrail paper write eu-status-20261123-9f3c2a71 --entry non-manual', 'after a lost file'],
      ['packtrail paper write eu-status-20261123-9f3c2a71 --entry manual --dir out', 'into a folder'],
    ],
  },
  'paper sent': {
    summary: 'say that a paper was sent',
    about: ['Records that the paper was handed in. Sent is not accepted: it stays open until the answer is read.'],
    examples: [
      ['packtrail paper sent eu-status-20261123-9f3c2a71', 'handed in'],
      ['packtrail paper sent eu-status-20261123-9f3c2a71 --as gln:9521234000082', 'signed by the pharmacy'],
    ],
  },
  'paper answer': {
    summary: "read the authority's answer to a paper",
    about: [
      'Records what was accepted, and what was rejected with the code of the authority. What was rejected stays owed. What an answer does not name is not accepted, and an answer that only says that the paper was taken settles nothing. An answer of another authority, or about packs that the paper does not speak of, is refused.',
    ],
    examples: [
      ['packtrail paper answer result.json', 'an answer that repeats the number of the paper'],
      ['packtrail paper answer result.json --paper eu-status-20261123-9f3c2a71', 'one that does not'],
    ],
  },
  'paper close': {
    summary: 'say that something owed was settled outside of Packtrail',
    about: [
      'For reports that Packtrail does not write, and for what was rejected and was mended in the program of the authority. Records that you settled it, and under which number: it is owed no more. A pack is named by its code, a batch as PRODUCT/LOT.',
    ],
    options: {
      all: 'everything that is open of this kind',
      paper: 'the number that it has there; default: one of ours',
      as: 'only what this party owes; its key signs',
    },
    examples: [
      ['packtrail paper close ru-mdlp --all', 'all of it was entered there'],
      ['packtrail paper close eu-status "(01)09521234543213(21)A7K3M9QX4C" --paper T-2026-17', 'one pack'],
    ],
  },
  'paper list': {
    summary: 'the papers that were prepared, and what became of them',
    about: ['One line a paper: its number, prepared, sent, accepted or rejected, and how many packs it speaks of.'],
    examples: [
      ['packtrail paper list', 'all papers of this ledger'],
      ['packtrail paper list --json', 'the same for a program'],
    ],
  },
}
