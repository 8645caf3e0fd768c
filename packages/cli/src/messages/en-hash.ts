/** Words of `hash`. */
import type { CommandWords } from './en-help.ts'

export const hashing = {
  working: 'Hashing',
  events: (count: number): string => (count === 1 ? '1 event' : `${count.toLocaleString('en-US')} events`),
  none: 'There is no event in it.\n',
  badProfile: (name: string): string => `there is no profile «${name}»`,
  badProfileHint: (names: string): string =>
    `the profiles are ${names}; docs/reference/event-hash.md says how they differ`,
}

export const hashHelp: CommandWords = {
  summary: 'the event hash IDs of EPCIS events, a name others can compute too',
  about: [
    'Prints the event hash ID of the Core Business Vocabulary 2.0 for each event of EPCIS documents, one line an event, in their order. Partners who hold the same event get the same ID, whether it came as XML or JSON, if they use the same program: public programs differ, so say the profile with the ID. No ledger is needed.',
    'It is never proof that an event was not changed: it passes over eventID, recordTime and errorDeclaration, and takes a lot 007 for 7. What proves that is the ledger.',
  ],
  options: { format: 'the format that is read; default: found by looking into the file' },
  examples: [
    ['packtrail hash sent.xml', 'one ni:/// line for each event'],
    ['packtrail hash --profile oe20 --json sent.json', 'as OpenEPCIS computes it, with the place of each event'],
  ],
}
