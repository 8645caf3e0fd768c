/** Words of `parse`, `calibrate` and of labels. */

export const parse = {
  invitation: 'Scan codes, one a line; end with Ctrl-D (Windows: Ctrl-Z, Enter).\n',
  unknownLayout: (layout: string): string => `there is no keyboard «${layout}» and no file of that name`,
  unknownLayoutHint: (names: string): string =>
    `name the computer's keyboard (${names}), or the file that packtrail calibrate made`,
  badProfile: (name: string, why: string): string => `${name} is no keyboard profile: ${why}`,
  badProfileHint: 'make it anew with packtrail calibrate',
  codesOrImage: 'give codes or --image, not both',
  codesOrImageHint: 'run the command twice',
  notImage: (name: string): string => `${name} is no picture that can be read: PNG or JPEG, at most 100 megapixels`,
  notImageHint: 'save the picture as PNG and try again',
  notRead: (name: string): string =>
    `no code could be read in ${name}: take the picture again, sharp, straight from above and with light around the code`,
  differ: 'the codes in this picture do not belong to one pack',
  valid: 'OK',
  invalid: 'BAD',
  notReadMark: 'NOT READ',
  note: 'note',
  product: 'product',
  serial: 'serial',
  lot: 'lot',
  expiry: 'expiry',
  produced: 'made',
  pack: 'pack',
  container: 'case',
  sscc: 'SSCC',
  place: 'place',
  key: 'crypto key',
  dateRead: (iso: string, raw: string): string => `${iso} (printed ${raw})`,
  schemes: {
    gs1: 'GS1 code',
    ifa: 'IFA code',
    cn: '药品追溯码',
    'epc-urn': 'EPC URN',
    'digital-link': 'GS1 Digital Link',
    sscc: 'number of a shipping unit (SSCC)',
    gtin: 'product number (GTIN): names no single pack',
    unknown: 'unknown code',
  },
}

export const calibrate = {
  invitation: 'Scan the calibration symbol into this line.\n',
  symbolWritten: (file: string): string =>
    `The calibration symbol is in ${file}. Print it or show it on a screen, then run packtrail calibrate -o FILE and scan it.`,
  symbolName: 'a calibration symbol is written to a file that ends in .svg or .png',
  symbolNameHint: 'packtrail calibrate --symbol calibration.png',
  nothing: 'nothing was scanned',
  nothingHint: 'packtrail calibrate --symbol calibration.png writes the symbol to scan',
  same: 'This scanner and this computer agree: every character arrives as it is printed.',
  differs: (count: number, file: string): string =>
    `${count} characters arrive as others. The profile is in ${file}: packtrail parse --layout ${file} puts them right.`,
  noFile: 'give the profile a name with -o FILE to use it with packtrail parse --layout FILE',
  separatorLost:
    'The separator between the parts of a code is lost on its way: set the scanner to send it, no profile can put it back.',
}

export const labels = {
  folderExists: (name: string): string => `${name} is there already; labels go into a folder of their own`,
  folderExistsHint: 'name a folder that does not exist yet',
  written: (files: number, folder: string): string => `${files} label files are in ${folder}.`,
}
