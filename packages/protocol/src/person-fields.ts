/**
 * Which fields name a person. Patients' and prescribers' names, numbers and telephones never enter the ledger, whatever the
 * document; they are dropped by the name of their field, before anything is stored, logged or quoted, and counted.
 */

/** Whose personal data was left out. An *agent* is a person who acted: an operator, a dispenser, a line manager. */
export const PERSONS = ['patient', 'prescriber', 'agent'] as const
export type Person = (typeof PERSONS)[number]

/** Parts of a field's name, in lower case and without anything but letters and digits. The first that fits decides. */
const PARTS: readonly (readonly [string, Person])[] = [
  // of the retail bills 321, 322, 323 (使用出库) and the insurer's sale lines
  ['medicdoctor', 'prescriber'],
  ['medicdispenser', 'agent'],
  ['useragent', 'agent'],
  ['username', 'patient'],
  ['usertel', 'patient'],
  ['userphone', 'patient'],
  ['usermobile', 'patient'],
  ['useridcard', 'patient'],
  ['customerid', 'patient'],
  ['customername', 'patient'],
  ['customertel', 'patient'],
  ['customerphone', 'patient'],
  ['psnname', 'patient'],
  ['psnno', 'patient'],
  ['psncert', 'patient'],
  ['certno', 'patient'],
  ['prscdr', 'prescriber'],
  ['pharname', 'agent'],
  ['pharprac', 'agent'],
  ['opername', 'agent'],
  ['opericname', 'agent'],
  ['opter', 'agent'],
  ['linemanager', 'agent'],
  ['fromperson', 'agent'],
  ['toperson', 'agent'],
  // in any language a supplier may use
  ['patient', 'patient'],
  ['prescriber', 'prescriber'],
  ['prescribingdoctor', 'prescriber'],
  ['doctor', 'prescriber'],
  ['physician', 'prescriber'],
  ['clinician', 'prescriber'],
  ['arztname', 'prescriber'],
  ['medecin', 'prescriber'],
  ['prescription', 'patient'],
  ['insuredperson', 'patient'],
  ['insuranceno', 'patient'],
  ['insurancenumber', 'patient'],
  ['beneficiary', 'patient'],
  ['recipientname', 'patient'],
  ['birthdate', 'patient'],
  ['dateofbirth', 'patient'],
  ['socialsecurity', 'patient'],
  ['nationalid', 'patient'],
  ['idcard', 'patient'],
  ['passportno', 'patient'],
  ['pharmacistname', 'agent'],
  ['dispensername', 'agent'],
  ['operatorname', 'agent'],
  ['employeename', 'agent'],
  ['personname', 'agent'],
  ['contactname', 'agent'],
  ['contactphone', 'agent'],
  ['contacttel', 'agent'],
  ['contactemail', 'agent'],
  ['emailaddress', 'agent'],
  ['phonenumber', 'agent'],
  ['telephone', 'agent'],
  ['mobilephone', 'agent'],
  ['患者', 'patient'],
  ['病人', 'patient'],
  ['姓名', 'patient'],
  ['身份证', 'patient'],
  ['证件号', 'patient'],
  ['购药人', 'patient'],
  ['手机', 'patient'],
  ['电话', 'patient'],
  ['代办人', 'agent'],
  ['医师', 'prescriber'],
  ['医生', 'prescriber'],
  ['处方', 'patient'],
]

const cache = new Map<string, Person | undefined>()

/** Whose data the field `name` holds, or `undefined`. A namespace before the name (`{ns}name`, `ns:name`) does not count. */
export function personOf(name: string): Person | undefined {
  const known = cache.get(name)
  if (known !== undefined || cache.has(name)) return known
  const local = name.slice(Math.max(name.lastIndexOf('}'), name.lastIndexOf(':')) + 1)
  const plain = local
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  const person = PARTS.find(([part]) => plain.includes(part))?.[1]
  // Names come from outside: the cache is emptied before it can grow.
  if (cache.size >= 2000) cache.clear()
  cache.set(name, person)
  return person
}

/**
 * Whose number an identifier is, if a person's: a service relation (GSRN) names a patient as its recipient (AI 8018), as its
 * provider (AI 8017) somebody who acts. Also when it is malformed.
 */
export function personOfId(id: string): Person | undefined {
  // Every identifier passes here. A URN of the scheme has its `g` there, a link has slashes.
  if (!id.includes('/') && (id.charCodeAt(11) | 0x20) !== 0x67) return undefined
  if (!/gsrn|\/801[78]\//i.test(id)) return undefined
  if (/^urn:epc:id:gsrnp:|\/8017\/|\/gsrnp\//i.test(id)) return 'agent'
  return /^urn:epc:id:gsrn:|\/8018\/|\/gsrn\//i.test(id) ? 'patient' : undefined
}
