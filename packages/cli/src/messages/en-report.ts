/** Words of reports about suspected packs. */
import type { CommandWords } from './en-help.ts'

const n = (count: number): string => count.toLocaleString('en')

export const report = {
  badForm: (form: string): string => `there is no form «${form}»`,
  formHint: (forms: string): string => `one of: ${forms}`,
  where: 'say where the report is to be written',
  whereHint: '-o report.json for programs, --html report.html to print and sign',
  oneProduct: 'a report is about packs of one product',
  oneProductHint: 'scan packs, not cases, and make a report for each product',
  quantity: (count: number): string => `${n(count)} ${count === 1 ? 'pack' : 'packs'}`,
  found: (what: string, serials: readonly string[]): string =>
    `${what.replace(/\.$/, '')}: ${serials.slice(0, 20).join(', ')}${serials.length > 20 ? ` and ${n(serials.length - 20)} more` : ''}`,
  notAValue: (text: string): string => `«${text}» is no field with its value`,
  valueHint: 'write --set name=value, as in --set classification=counterfeit',
  noField: (name: string): string => `this form has no field «${name}»`,
  fieldsHint: (names: string): string => `its fields: ${names}`,
  contradicts: 'the report contradicts its form',
  contradictsHint: 'mend the values that were given with --set',
  written: (title: string, files: string): string => `${title}: ${files}. Nothing was sent.\n`,
  due: (text: string): string => `To be sent until ${text}.\n`,
  byHand: (number: string, name: string): string => `  still to be filled: ${number} ${name}\n`,
}

export const reportHelp: Readonly<Record<string, CommandWords>> = {
  report: {
    summary: 'fill the form of an authority about suspected packs: FDA 3911, WHO',
    about: [
      'Fills the form with what the ledger knows of the packs and what a scan finds wrong with them; --set adds the rest. Writes JSON that reads back (-o) and a page to print and sign (--html). What nobody said is left to be filled by hand, and is listed. Nothing is sent or recorded. Names of patients do not belong on it.',
      'Forms: fda-3911 (notification of illegitimate product: within 24 hours of the determination), who-sf (suspected substandard or falsified product).',
    ],
    options: { as: 'who reports; default: the operator', html: 'write a page to print and sign' },
    examples: [
      [
        'packtrail report fda-3911 --html 3911.html --set classification=counterfeit --set determined=2026-11-23T09:30:00-05:00 "(01)09521234543213(21)A7K3M9QX"',
        'an initial notification',
      ],
      [
        'packtrail report who-sf -o who.json --set found=2026-11-23 --set country=DE "(01)09521234543213(21)A7K3M9QX"',
        'a suspected pack',
      ],
    ],
  },
}
