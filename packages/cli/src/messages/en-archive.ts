/** Words about archives. */

const MB = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`

export const archive = {
  badDo: 'Ask for the file again, or send its documents unpacked.',
  cutOff: 'the archive is cut off: its end is missing',
  damaged: 'the archive is damaged',
  checksum: 'what comes out of the archive is not what was put in: size or checksum differ',
  noDirectory: 'the archive has no readable list of contents: it is cut off or damaged',
  severalDisks: 'this is one part of an archive that was split',
  tooManyEntries: (count: number, most: number): string =>
    `the archive has ${count.toLocaleString('en-US')} entries; more than ${most.toLocaleString('en-US')} are not read`,
  empty: 'the archive holds no file',
  encrypted: 'the entry is encrypted, and there is nobody to ask for a password',
  method: (method: number): string =>
    `the entry is packed by a method (${method}) that is not read: only «deflate» and «stored» are`,
  tooMuch: (read: number, made: number): string =>
    `${MB(read)} of the archive became more than ${MB(made)}: this is made to fill a disk, not a document`,
  tooMuchDo: 'Do not unpack it elsewhere either; ask the sender what it is.',
  office: 'this is an Office file, but no spreadsheet',
  officeDo: 'Send a spreadsheet (.xlsx), CSV, XML or JSON.',
  isSpreadsheet: 'this is a spreadsheet',
  isSpreadsheetDo: 'Save the sheet as CSV.',
  noSheet: (name: string, sheet: string): string => `${name} has no sheet «${sheet}»`,
  noSheetHint: (list: string): string => `its sheets are ${list}`,
}
