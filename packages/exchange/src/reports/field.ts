/**
 * A form of an authority as data: its fields by number and name, and where their values come from. A field about a person is on
 * the form, and is never filled here.
 */

/** What a value is: text, several texts, a day `YYYY-MM-DD`, several days, a time with offset (RFC 3339), or one of some words. */
export type FieldKind =
  | 'text'
  | 'texts'
  | 'day'
  | 'days'
  | 'time'
  | { readonly oneOf: Readonly<Record<string, string>> }

export interface FormField {
  /** As the form numbers it. */
  readonly number: string
  /** As the form calls it. */
  readonly name: string
  readonly section: string
  /** Name of the value. Absent: filled by hand, always. */
  readonly from?: string
  readonly kind?: FieldKind
  /** Report types that cannot do without it. */
  readonly needed?: readonly string[]
  /** Report types that may not have it. */
  readonly notFor?: readonly string[]
  /** A word beside the field. */
  readonly hint?: string
}

/** One edition of a form. A new edition is a new row of data, not new code. */
export interface FormEdition {
  readonly form: string
  readonly edition: string
  readonly title: string
  /** Where the fields were taken from. */
  readonly source: string
  /** How days are written on the form. */
  readonly days: 'mm/dd/yyyy' | 'yyyy-mm-dd'
  readonly reportTypes: Readonly<Record<string, string>>
  readonly fields: readonly FormField[]
}
