/** Words of `check`. */
import type { CommandWords } from './en-help.ts'

const n = (value: number): string => value.toLocaleString('en-US')

export const checking = {
  hashing: 'Reading',
  working: 'Checking',
  accepted: 'WOULD BE ACCEPTED',
  rejected: 'WOULD BE REJECTED',
  clean: 'Nothing was found that receivers reject.',
  worth: (count: number): string => `Nothing that receivers reject; ${kinds(count)} worth mending.`,
  why: (count: number): string => `${kinds(count)} that receivers reject.`,
  document: (name: string, format: string, profile: string, events: number): string =>
    `${name}: ${format}, ${profile}, ${events === 1 ? '1 event' : `${n(events)} events`}`,
  unread: 'not read',
  profiles: {
    'us-r1.2': 'US guideline R1.2',
    'us-r1.3': 'US guideline R1.3',
    epcis: 'no guideline',
  },
  from: (sender: string): string => `from ${sender}`,
  to: (receiver: string): string => `to ${receiver}`,
  number: (instance: string): string => `number ${instance}`,
  items: (count: number): string =>
    count === 1 ? '1 pack, case or pallet is named.' : `${n(count)} packs, cases and pallets are named.`,
  times: (count: number): string => (count === 1 ? 'once' : `${n(count)} times`),
  more: (count: number): string => `and ${n(count)} more`,
  notChecked: 'Not checked',
  written: (file: string): string => `The report to send back is in ${file}.\n`,
  badProfile: (name: string): string => `there is no guideline «${name}»`,
  badProfileHint: (names: string): string => `${names}; without --profile it is found in each file`,
  badLimit: (text: string): string => `«${text}» is no size`,
  badLimitHint: 'write bytes, or 500K, 20M, 1G',
  spreadsheet: (name: string): string => `${name} is a spreadsheet`,
  spreadsheetHint: 'packtrail convert makes a document of it first',
  pipeTooLarge: 'more than 256 MB came through the pipe',
  pipeTooLargeHint: 'save it to a file and name the file: the check reads it twice',
  badScan: (line: number): string => `line ${line} is no code of a pack, case or pallet`,
  masterRow: 'a row names a gtin or a gln, one of them',
  notANumber: (text: string): string => `«${text}» is no number`,
  needsGuideline: '--master and --drop-shipment go with --guideline here',
  badGuidelineHint: (names: string): string => `the guidelines are ${names}`,
  guidelineForm: 'the guideline of GS1 US is for EPCIS 1.2',
  guidelineFormHint: 'say --format epcis12-xml',
  guidelineSides: 'the guideline needs a header with both sides',
  guidelineSidesHint: 'give --sender and --receiver',
  wrongTable: 'correct the table',
  html: {
    title: 'Check of a trade document',
    lead: 'This report says what a receiver of these files would find, and what the sender must mend.',
    made: (date: string): string => `Made ${date} with Packtrail.`,
    file: 'File',
    format: 'Format',
    guideline: 'Guideline',
    sender: 'Sender',
    receiver: 'Receiver',
    number: 'Number',
    bytes: 'Bytes',
    events: 'Events',
    mend: 'To mend',
    line: 'Line',
    place: 'Place',
    value: 'Value',
    what: 'What is wrong',
    reject: 'rejected',
    warn: 'worth mending',
  },
}

function kinds(count: number): string {
  return count === 1 ? '1 kind of defect' : `${n(count)} kinds of defects`
}

export const checkHelp: CommandWords = {
  summary: "is a partner's file right? What a receiver would reject, line by line",
  about: [
    'Reads one or more documents together, as a receiver would, and says for each of the 36 known defects how often it is there, where, and what the sender must mend. Exit code 0: would be accepted; 1: would be rejected. No ledger is needed, and nothing is kept.',
    'Files that belong together are named together: the commissioning may be in another file than the shipment. What no file says is asked for by --master, --order and --scans; what could not be checked is said.',
  ],
  takes: { profile: '<guideline>' },
  options: {
    master: 'a CSV of the numbers you know: gtin or gln, and units for cases',
    profile: 'us-r1.2, us-r1.3 or epcis; default: found in each file',
    scans: 'codes that were scanned where the goods arrived, one a line',
    html: 'write the report as a page to print or send back',
    format: 'the format that is read; default: found by looking into the file',
  },
  examples: [
    ['packtrail check shipment.xml', 'would we take it?'],
    [
      'packtrail check made.xml shipped.xml --html report.html',
      'two files that belong together, and a page for the sender',
    ],
    ['packtrail check shipment.xml --master ours.csv --order po.csv', 'also against what we know and what we ordered'],
  ],
}
