/** Words about the columns of tables. */

export const columns = {
  column: 'COLUMN',
  readAs: 'READ AS',
  firstRows: 'FIRST ROWS',
  notRead: '(not read)',
  leftOut: '(left out: people)',
  everyRow: '(in every row)',
  noColumn: (name: string): string => `«${name}» is no column of ours`,
  noColumnHint: (names: string): string => `they are ${names}; docs/reference/csv.md says what each holds`,
  noHeader: (name: string): string => `the table has no column «${name}»`,
  noHeaderHint: (column: string, value: string, names: string): string =>
    `its columns are ${names}; the same value in every row is written with two signs: ${column}==${value}`,
  badPart: (part: string): string => `«${part}» does not say what a column is`,
  badPartHint: 'write COLUMN=HEADER or COLUMN==VALUE, with commas between them: product=GTIN,serial=SN,action=receive',
  noTable: 'none of the files is a table, so there are no columns to name',
  noTableHint: '--map is for CSV and spreadsheets',
  howMap: 'say what the columns are',
  howMapHint:
    "for example --map 'product=GTIN,serial=SN,action=receive,time=2026-11-20', or the name of a file with a mapping",
  badFile: (name: string): string =>
    `${name} is no mapping: {"columns": {"product": "GTIN"}, "constants": {"action": "receive"}}`,
  forgotten: (file: string): string => `What was said of the columns of ${file} is forgotten.\n`,
  nothingKnown: (file: string): string => `Nothing was said of the columns of ${file}.\n`,
  asBefore: (file: string, text: string): string =>
    `${file}: columns as was said before of this header: ${text} (--map forget: no more)\n`,
  understood: (file: string, table: string): string => `${file} is read like this:\n${table}`,
  missing: (names: string): string => `no column says ${names}`,
  missingHint: 'name the columns, or one value for all rows: action=receive,time=2026-11-20',
  ask: 'Is that right? y, n, or what is to change (COLUMN=HEADER, COLUMN==VALUE): ',
  askMissing: (names: string): string => `Still needed: ${names}. COLUMN=HEADER or COLUMN==VALUE, or n to stop: `,
  stopped: 'the columns were not confirmed; nothing was done',
  kept: 'This is remembered for tables with the same header; no row of data is.\n',
}
