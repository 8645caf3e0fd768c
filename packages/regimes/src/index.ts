/** Market rules as dated data: which official paper an act owes, and what became of it. Pure. */
export { type Confidence, DUTIES, DUTIES_REVIEWED, type Duty, dutiesOf, isMarketKnown } from './duties.ts'
export {
  type Act,
  makePaperBook,
  type OpenItem,
  type OpenState,
  type PaperBook,
  type PaperReport,
} from './paper-book.ts'
export { PAPER_STEPS, type PaperNote, type PaperStep, paperDetail, paperDoc, paperNote } from './paper-event.ts'
export { PAPER_KINDS, type PaperKind, type PaperKindName, paperKind } from './paper-kinds.ts'
export { packsToVerify } from './us-verify.ts'
