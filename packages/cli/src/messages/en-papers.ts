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
    `Of ${n(count)} packs nobody can say what is owed: no market is known where they were handed out or came back. Set it: packtrail policy set market DE\n`,
  reading: 'Looking for papers',
  nothing: 'Nothing is owed.\n',
  noPapers: 'No paper was prepared yet.\n',
  toWhom: (to: string, name: string, count: number): string => `${to}: ${name} (${n(count)})`,
  more: (count: number): string => `… and ${n(count)} more; --all shows all\n`,
  notWritten: 'Packtrail does not write this one: enter it in their own program.\n',
  states: {
    owed: 'owed',
    prepared: 'prepared',
    sent: 'sent',
    accepted: 'accepted',
    refused: 'rejected',
    'partly-refused': 'partly rejected',
  } as Readonly<Record<string, string>>,
  counts: (items: number, accepted: number, refused: number): string =>
    `${n(items)}${accepted + refused === 0 ? '' : `, ${n(accepted)} accepted, ${n(refused)} rejected`}`,
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
  'paper list': {
    summary: 'the papers that were prepared, and what became of them',
    about: ['One line a paper: its number, prepared, sent, accepted or rejected, and how many packs it speaks of.'],
    examples: [
      ['packtrail paper list', 'all papers of this ledger'],
      ['packtrail paper list --json', 'the same for a program'],
    ],
  },
}
