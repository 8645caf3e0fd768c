/** Numbers that somebody may have written for a person: identity cards, telephones, addresses. */

/** Identity number of China (GB 11643): region, day of birth, order, check digit. The check digit is often wrong where it was copied. */
const CN_IDENTITY = /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])/i
/** Mobile telephones of China, with or without the country. */
const CN_MOBILE = /(?<!\d)(?:00?86|86)?1[3-9]\d{9}(?!\d)/
/** E.164 with its sign; national with the one zero of a trunk call. */
const TELEPHONE = /^\+\d{7,15}$|^0[1-9]\d{8,10}$/
/** Social Security Number of the United States as it is written. */
const US_SOCIAL = /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/
const ADDRESS = /@|\b(?:tel|sms|fax|mailto|callto|sip):/i
/** What people put between the digits of such a number. */
const GAPS = /[-. _()/]/g

/** Whether the text looks like a number or an address of a person. It errs on the side of the person. */
export function looksPersonal(text: string): boolean {
  if (ADDRESS.test(text) || US_SOCIAL.test(text)) return true
  return isPersonal(text) || isPersonal(text.replace(GAPS, ''))
}

function isPersonal(text: string): boolean {
  return CN_IDENTITY.test(text) || CN_MOBILE.test(text) || TELEPHONE.test(text)
}
