/** What a report says of packs from the shelf, beyond the findings of the records (docs/reference/json.md#verify). */
import type { Sentence } from './evidence-words.ts'

const GET_BUNDLE = 'Ask for the bundle of its lot, and verify both together.'
const SUSPECT = 'Do not hand it out. Keep the pack, note who brought it, and tell the authority and the manufacturer.'

export type ShelfCode =
  | 'PRODUCT_NOT_IN_FILES'
  | 'LOT_NOT_IN_FILES'
  | 'SERIAL_NOT_IN_FILES'
  | 'LOT_TAKEN_OVER'
  | 'CONTAINER_NOT_IN_FILES'
  | 'SERIAL_NOT_OF_LOT'
  | 'LOT_EMPTY'
  | 'CONTENT'
  | 'NOT_ALL_JUDGED'
  | 'COUNTED_TWICE'

export const SHELF_WORDS: Readonly<Record<ShelfCode, Sentence>> = {
  PRODUCT_NOT_IN_FILES: {
    message: 'These files hold no batch of this product: cannot judge.',
    whatToDo: GET_BUNDLE,
  },
  LOT_NOT_IN_FILES: { message: 'Lot {lot} is not in these files: cannot judge.', whatToDo: GET_BUNDLE },
  SERIAL_NOT_IN_FILES: {
    message: 'Its lot was not read, and its serial is of no lot in these files: cannot judge.',
    whatToDo: 'Read its lot too, and ask for the bundle of that lot if it is not among these.',
  },
  LOT_TAKEN_OVER: {
    message:
      'These files hold only those packs of lot {lot} that the ledger took over, and this is none: cannot judge.',
    whatToDo: 'Ask the manufacturer for the bundle of the lot, and verify both together.',
  },
  CONTAINER_NOT_IN_FILES: {
    message: 'By these files no pack of their batches is in it: cannot judge.',
    whatToDo: 'Read the packs in it.',
  },
  SERIAL_NOT_OF_LOT: { message: 'Lot {lot} has no pack with this serial.', whatToDo: SUSPECT },
  LOT_EMPTY: { message: 'No pack of lot {lot} was ever registered.', whatToDo: SUSPECT },
  CONTENT: {
    message: 'Packs of these batches in it: {packs}. What else is in it does not show here.',
    whatToDo: 'Read packs of other batches one by one.',
  },
  NOT_ALL_JUDGED: {
    message: 'Only {judged} of the {packs} packs in it were judged.',
    whatToDo: 'Read the cases in it one by one.',
  },
  COUNTED_TWICE: {
    message: 'Read before, on line {line}: one of the two is a copy, or it was scanned twice.',
    whatToDo: 'Look whether there are two packs with this code. If so, keep both aside and tell the authority.',
  },
}
