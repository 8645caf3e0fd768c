/** The kinds of papers that are written here. */
import type { PaperKindName } from '@packtrail/regimes'
import { planCnBill, planCnRelation, planCnUse } from './paper-cn.ts'
import { planEuStatus } from './paper-eu.ts'
import type { Planner } from './paper-file.ts'

export const PLANNERS: Partial<Readonly<Record<PaperKindName, Planner>>> = {
  'eu-status': planEuStatus,
  'cn-use': planCnUse,
  'cn-bill': planCnBill,
  'cn-relation': planCnRelation,
}
