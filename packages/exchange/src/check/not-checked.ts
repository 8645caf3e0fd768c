/** What could not be judged for want of something that no document says. Silence about it would pass for approval. */
import type { CheckOptions } from './check.ts'
import type { FoundPlace } from './findings.ts'

export interface NotChecked {
  /** Of the list of defects. */
  readonly number: number
  readonly why: string
}

export function notChecked(
  files: number,
  options: Pick<CheckOptions, 'maxBytes' | 'master' | 'orders' | 'seen'>,
  has: {
    readonly units: boolean
    readonly numbers: boolean
    readonly unpackedBills: boolean
    readonly tooManyBills: boolean
    readonly unread: FoundPlace | undefined
  },
): readonly NotChecked[] {
  const found: NotChecked[] = []
  const add = (number: number, why: string): void => void found.push({ number, why })
  const lost = has.unread === undefined ? undefined : because(has.unread)
  if (lost !== undefined) add(1, lost)
  if (files < 2) add(7, 'only one file was given: earlier files of the sender may commission the same serials')
  if (lost !== undefined) for (const number of [10, 11, 12]) add(number, lost)
  if (has.unpackedBills) {
    add(9, 'no relation file was read before the bills: whether one names a case and what is in it cannot be seen')
  }
  if (has.tooManyBills)
    add(34, 'a file holds more than 500,000 codes of bills: the rules of bills were not held against it')
  if (!has.units) add(13, 'no master data says how many packs a case holds')
  else if (lost !== undefined) add(13, lost)
  if (options.master === undefined) {
    add(
      30,
      has.numbers
        ? 'held against the header of the file only, not against your own master data'
        : 'no master data was given',
    )
  }
  add(33, 'held against the files of this call only')
  if (options.maxBytes === undefined) add(34, 'no limit of size was given')
  if (options.seen === undefined) add(35, 'no scans of the goods were given')
  else if (lost !== undefined) add(35, lost)
  if (options.orders === undefined) add(36, 'no order was given')
  else if (lost !== undefined) add(36, lost)
  return found.sort((a, b) => a.number - b.number)
}

function because({ file, line, message }: FoundPlace): string {
  const where = line === undefined ? file : `${file}, line ${line}`
  return `something could not be read (${where}: ${message}), and what it commissions, packs or ships is not known`
}
