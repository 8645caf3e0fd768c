/** Trade documents ⇄ events: streams of bytes in, events with line numbers out; faults are values. */

export type { SeenItem } from './check/at-end.ts'
export {
  type CheckedDocument,
  type CheckInput,
  type CheckOptions,
  type CheckReport,
  checkDocuments,
} from './check/check.ts'
export { DEFECTS, type Defect, OTHER_DEFECTS } from './check/defects.ts'
export type { DefectGroup, FoundPlace } from './check/findings.ts'
export { PROFILES, type Profile } from './check/guideline.ts'
export { type KnownNumbers, noNumbers } from './check/master-data.ts'
export type { NotChecked } from './check/not-checked.ts'
export type { Order } from './check/order.ts'
export { billsOf } from './cn/bill-of.ts'
export {
  type ApiFamily,
  type Bill,
  type BillBook,
  type BillCode,
  type BillRuleOptions,
  type BillVerdict,
  checkBill,
  type EnterpriseIds,
  makeBillBook,
} from './cn/bill-rules.ts'
export { ORPHAN } from './cn/check-tree.ts'
export { isOutside } from './cn/relation.ts'
export {
  CN_USE_METHODS,
  CN_USE_PERSONAL,
  CN_USE_TYPES,
  type CnUse,
  type CnUseFamily,
  type CnUseType,
  cnUseFamily,
  MAX_CN_USE,
  readCnUse,
  writeCnUse,
} from './cn/use.ts'
export { COLUMNS, type Column } from './csv/columns.ts'
export { tableHead } from './csv/head.ts'
export { type ColumnMapping, type Meaning, meaningsOf } from './csv/mapping.ts'
export type { TableRow } from './csv/table.ts'
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
export { actionOfState, EU_ACTIONS, type EuAction, type EuActionRow, euAction } from './eu/actions.ts'
export { ENTRY_MODES, type EntryMode, type EuBulkList, MAX_EU_BULK } from './eu/bulk.ts'
export { type EuBulkOptions, readEuBulk } from './eu/bulk-read.ts'
export { EU_BULK_FORMS, type EuBulkForm, writeEuBulk } from './eu/bulk-write.ts'
export { type EuCode, type EuPackQuery, type EuScheme, euCodeOf, euPackPath, readEuPackPath } from './eu/code.ts'
export {
  type EuCompany,
  type EuMarket,
  type EuPackData,
  type EuProduct,
  MAX_EU_PACKS,
} from './eu/pack-data.ts'
export { type EuPackItem, readEuPackData, readEuProduct } from './eu/pack-data-read.ts'
export { writeEuPackData } from './eu/pack-data-write.ts'
export { EU_ALERTS, EU_RETURN_CODES_AS_OF, type EuReturnCode, euRequestOf, euReturnCode } from './eu/return-codes.ts'
export { type HashItem, type HashOptions, hashDocument } from './event-hash/hash-document.ts'
export { HASH_PROFILES, type HashProfile } from './event-hash/profiles.ts'
export {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOptions,
  exportBytes,
  exportEvents,
  holdsAround,
  holdsMasterData,
} from './export/export.ts'
export type { Envelope } from './export/frame.ts'
export { LOSS_CODES, type Loss, type LossCode } from './export/loss.ts'
export { draftsOfEvent } from './export/uncut.ts'
export { GUIDELINES, type Guideline, type UsGuideline, type UsPlace, type UsProduct } from './export/us-guideline.ts'
export { FAULT_CODES, type FaultCode } from './fault-code.ts'
export { importDocument, importTable } from './import.ts'
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
export {
  CODE_NEEDED_FROM,
  type CodeVerdict,
  EXEMPT,
  type Exempt,
  judgeLine,
  judgeSales,
  type LineVerdict,
  type Purchase,
  type SaleFinding,
  type SaleLine,
  type SaleSeverity,
} from './nhsa/sale-rules.ts'
export { STOCK_CHANGES, type StockChange, stockChange } from './nhsa/stock-change.ts'
export {
  ANSWER_KINDS,
  type AnswerCause,
  type AnswerKind,
  PAPER_OUTCOMES,
  type PackAnswer,
  type PaperAlert,
  type PaperAnswer,
  type PaperOutcome,
} from './papers/answer.ts'
export type { PaperOptions, ReadPaper } from './papers/read.ts'
export { type AnswerOptions, readAnswer } from './papers/read-answer.ts'
export { FDA_3911, FDA_3911_HOURS, type Fda3911, type Fda3911Class, type Fda3911Type } from './reports/fda-3911.ts'
export type { FieldKind, FormEdition, FormField } from './reports/field.ts'
export { readReport } from './reports/read.ts'
export {
  checkReport,
  type FilledField,
  type FilledForm,
  fillReport,
  formOf,
  type OfficialReport,
  REPORT_FORMS,
} from './reports/report.ts'
export { WHO_SF, type WhoReport, type WhoReportType, type WhoSuspicion } from './reports/who.ts'
export { writeReportHtml, writeReportJson } from './reports/write.ts'
export type { OpenPart } from './spreadsheet/part.ts'
export { openSpreadsheet, type Spreadsheet } from './spreadsheet/spreadsheet.ts'
export type { Sheet } from './spreadsheet/workbook.ts'
export { readVrsReply, type VrsReply, vrsAnswer } from './vrs/read-reply.ts'
export {
  VRS_INFOS,
  VRS_POLICY,
  VRS_REASONS,
  VRS_REPLY_HEADERS,
  type VrsFitness,
  type VrsInfo,
  type VrsMatch,
  type VrsPolicy,
  type VrsReason,
  type VrsReplyFacts,
  type VrsVerdict,
  vrsConnectivityReply,
  vrsMatch,
  vrsReply,
  vrsVerdict,
} from './vrs/reply.ts'
export {
  readVrsRequest,
  VRS_CONTEXT,
  VRS_HEADERS,
  VRS_STATUSES,
  type VrsAsked,
  type VrsQuestion,
  type VrsRequest,
  type VrsResponder,
  vrsConnectivityUrl,
  vrsRequestUrl,
} from './vrs/request.ts'
