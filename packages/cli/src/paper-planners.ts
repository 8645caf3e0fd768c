/** The kinds of papers that are written here. */
import type { PaperKindName } from '@packtrail/regimes'
import { planCnBill, planCnRelation, planCnUse, planNhsa } from './paper-cn.ts'
import { planEuBatch, planEuStatus } from './paper-eu.ts'
import type { Planner } from './paper-file.ts'

export const PLANNERS: Partial<Readonly<Record<PaperKindName, Planner>>> = {
  'eu-status': planEuStatus,
  'eu-batch': planEuBatch,
  'nhsa-sale': planNhsa,
  'cn-use': planCnUse,
  'cn-bill': planCnBill,
  'cn-relation': planCnRelation,
}
