/** Trade documents ⇄ events: streams of bytes in, events with line numbers out; faults are values. */

export { isAtCounter, isReasonWord, isTradePaper } from './counter-acts.ts'
export { detectFormat } from './detect.ts'
export {
  type DraftBatch,
  type DraftClose,
  type DraftCommission,
  type DraftEvent,
  type DraftPack,
  MAX_DRAFT_ITEMS,
  MAX_DRAFT_SERIALS,
} from './draft.ts'
export { BytesFault, ExchangeError, type ExchangeErrorCode } from './error.ts'
export { EXPORT_FORMATS, type ExportFormat, type ExportOptions, exportEvents } from './export/export.ts'
export { LOSS_CODES, type Loss, type LossCode } from './export/loss.ts'
export { draftsOfEvent } from './export/uncut.ts'
export { FAULT_CODES, type FaultCode } from './fault-code.ts'
export { importDocument } from './import.ts'
export {
  type DocumentInfo,
  FORMATS,
  type Format,
  type ImportedEvent,
  type ImportItem,
  type ImportOptions,
  type MasterData,
  PERSONS,
  type Person,
} from './item.ts'
