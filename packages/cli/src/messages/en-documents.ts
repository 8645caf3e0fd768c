/** Words of the options that EPCIS documents are written with. */
export const documents = {
  onlyEpcis: (format: string): string =>
    `--company-prefix, --sender, --receiver and --query are for documents of EPCIS, not for ${format}`,
  onlyEpcisHint: 'leave them out, or take epcis12-xml, epcis2-xml or epcis2-json',
  badPrefix: (text: string): string => `«${text}» is no GS1 company prefix`,
  badPrefixHint: 'a company prefix has 6 to 12 digits; of a US labeler it is 03 and the labeler code, such as 030001',
  bothSides: 'give --sender and --receiver, both or neither',
  placeWord: 'party',
  noGln: (text: string): string => `${text} has no GLN`,
  noGlnHint: 'name sender and receiver by their GLN: 13 digits, or gln:…',
}
