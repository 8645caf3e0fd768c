/** Words of `convert`. */
import type { LossCount } from '../losses.ts'
import type { CommandWords } from './en-help.ts'

const LOSSES: Readonly<Record<string, string>> = {
  OWN_FIELD: "In Packtrail's own namespace, which others do not read",
  EXTENSION: 'In extensions of EPCIS 1.2, where few look',
  CHARACTERS: 'Characters that XML does not have were replaced',
  DIGITAL_LINK: 'GS1 Digital Links, which few readers of EPCIS 1.2 know; --company-prefix makes them EPC URNs',
  REFORMED: 'Extensions written in another form than they had (types of JSON, attributes and mixed text of XML)',
  NOT_WRITTEN: 'Lost, for this format has no place for it',
  EMPTY: 'Left empty, because nobody said it',
  MASTER_DATA: 'Lost: master data of the header that has no place here',
  DOCUMENT_INFO: 'Lost: what the document says of itself',
  PERSONAL_DATA: 'Left out: values with personal data',
}

const PLURAL = (count: number): string => (count === 1 ? '1 event' : `${count.toLocaleString('en-US')} events`)

const WRITTEN = (begun: boolean): string =>
  begun ? 'what was written is only a part, without an end: throw it away' : 'nothing was written'

export const converting = {
  working: 'Converting',
  events: (events: number): string => PLURAL(events),
  twoOutputs: 'name the new file once: as the second argument or with -o',
  whichFile: 'say where to write: -o FILE',
  whichFileHint: 'with --json the answer is on standard output, so the document needs a file',
  whichFormat: (output: string | undefined): string =>
    output === undefined
      ? 'say into which format: --to FORMAT'
      : `the name ${output} does not tell the format: say --to FORMAT`,
  formats: (list: string): string => `the formats are ${list}`,
  broken: (name: string, begun: boolean): string => `${name} cannot be read to its end; ${WRITTEN(begun)}`,
  notAll: (name: string, count: number, begun: boolean): string =>
    `${count === 1 ? '1 place' : `${count} places`} of ${name} cannot be converted; ${WRITTEN(begun)}`,
  brokenHint: 'ask the sender to mend what is listed',
  done: (output: string, format: string, events: number, missing: number): string =>
    `${output}: ${PLURAL(events)} as ${format}${missing > 0 ? `, ${missing} NOT CONVERTED` : ''}\n`,
  nothingLost: 'Nothing was lost.\n',
  losses: (code: string, fields: readonly LossCount[]): string => {
    const list = fields.slice(0, 20).map(({ field, count, first }) => {
      const [place] = first
      const where = place === undefined ? '' : `, first ${place.file}:${place.line} ${place.path}`
      return `  ${field === '' ? 'texts' : field}: ${count}${where}\n`
    })
    const more = fields.length > 20 ? `  and ${fields.length - 20} other fields; --json lists all\n` : ''
    return `${LOSSES[code] ?? code}:\n${list.join('')}${more}`
  },
}

export const convertHelp: CommandWords = {
  summary: 'one document into another format, with what it cost',
  about: [
    'Any document that import reads (the documents of a zip become one) becomes any that can be written; no ledger is needed. Whatever the new format has no place for is listed with how often and where, and so is every event that cannot be read: then the exit code is 1. A file that cannot be read to its end gives no new file.',
    'The format comes from --to, or from the ending of the new name: .json and .jsonld are epcis2-json, .csv is csv. Without a new name the document goes to standard output.',
  ],
  options: {
    to: 'the format that is written: epcis2-json, epcis2-xml, epcis12-xml, csv, …',
    format: 'the format that is read; default: found by looking into the file',
    allOrNothing: 'write no file unless everything could be converted',
  },
  takes: { to: '<format>' },
  examples: [
    ['packtrail convert sent.xml -o sent.json', 'into EPCIS 2.0 JSON-LD'],
    ['packtrail convert sent.json --to epcis12-xml > old.xml', 'for a partner who reads EPCIS 1.2 only'],
  ],
}
