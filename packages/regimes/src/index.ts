/** Market rules as dated data: which official paper an act owes, and what became of it. Pure. */
export { type Confidence, DUTIES, DUTIES_REVIEWED, type Duty, dutiesOf, isMarketKnown } from './duties.ts'
export {
  type Act,
  type GoodsWord,
  makePaperBook,
  type OpenItem,
  type OpenState,
  type PaperBook,
} from './paper-book.ts'
export {
  isPaperNote,
  PAPER_STEPS,
  type PaperNote,
  type PaperStep,
  paperDetail,
  paperDoc,
  paperNote,
} from './paper-event.ts'
export { PAPER_KINDS, type PaperKind, type PaperKindName, paperKind } from './paper-kinds.ts'
export type { PaperReport } from './paper-report.ts'
export { packsToVerify } from './us-verify.ts'
