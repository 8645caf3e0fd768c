/** What one of the readers of a scan hands back. */
import type { ElementString } from './element-string.ts'
import type { Problem } from './fault.ts'
import { gs1Fields } from './gs1-fields.ts'
import type { CodeFields, CodeScheme } from './parsed-code.ts'

export interface Reading {
  readonly scheme: CodeScheme
  readonly fields: CodeFields
  readonly problems: readonly Problem[]
}

/** Elements as a reading; `more` are problems met before. */
export function gs1Reading(read: ElementString, referenceYear: number, more: readonly Problem[] = []): Reading {
  const { fields, problems } = gs1Fields(read, referenceYear)
  return { scheme: 'gs1', fields, problems: [...more, ...read.problems, ...problems] }
}
