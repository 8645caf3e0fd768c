/**
 * What the return codes of the European systems mean, and what to do. The lists are not published as a whole: SOAP codes after the
 * pages of SecurMed and REKS and public clients, REST codes after FiMVO, the public client libraries and the qualification notes of
 * the Greek system (June 2026). A code that is not here is told as unknown and kept as it stands.
 */
import type { AnswerCause } from '../papers/answer.ts'

/** When the table was last compared with its sources. */
export const EU_RETURN_CODES_AS_OF = '2026-06'

/** Alerts of level 5 are suspicions of falsification; A1 and A67 are none. */
export const EU_ALERTS: Readonly<Record<string, string>> = {
  A1: 'the product code is unknown',
  A2: 'the batch and the serial are unknown',
  A3: 'the serial is unknown',
  A7: 'the pack already is in the requested state',
  A24: 'the status of the pack cannot be changed so',
  A52: 'the expiry differs',
  A67: 'fewer doses were checked out than were repacked',
  A68: 'the batch differs',
  A99: 'possible counterfeit (older systems: the alert has no other name)',
}

export interface EuReturnCode {
  readonly accepted: boolean
  /** `false`: neither the code nor its class is known. */
  readonly known: boolean
  readonly cause?: AnswerCause
  /** `A2` … */
  readonly alert?: string
  readonly means?: string
  readonly remedy?: string
  /** The act was done, and something is said beside. */
  readonly warns?: boolean
}

const SCAN =
  'Keep the pack aside. Scan it again with a calibrated scanner; if the code reads the same, tell the holder of the authorisation, and the authority if a falsification is possible.'
const STATE =
  'Ask for the status of the pack before you send anything again: it may have been reported already, here or elsewhere.'
const LATER = 'Send the list again, with the same key.'
const BLOCKED = 'Do not hand the pack out. Send it back as the recall or withdrawal says.'
const MEND = 'Mend the list, and send it again with the same key.'

type Row = readonly [code: string, cause: AnswerCause, alert: string, means: string, remedy: string]

const ROWS: readonly Row[] = [
  // SOAP
  ['NMVS_NC_PC_01', 'data', 'A1', 'the product code is unknown', SCAN],
  ['NMVS_NC_PC_06', 'data', '', 'the product code is not in the system', SCAN],
  ['NMVS_FE_LOT_03', 'data', 'A2', 'the batch is unknown', SCAN],
  ['NMVS_NC_PC_02', 'data', 'A3', 'the serial is unknown', SCAN],
  ['NMVS_FE_LOT_12', 'data', 'A52', 'the expiry differs', SCAN],
  ['NMVS_FE_LOT_06', 'data', '', 'the expiry differs', SCAN],
  ['NMVS_FE_LOT_13', 'data', 'A68', 'the batch differs', SCAN],
  ['NMVS_FE_LOT_07', 'data', '', 'the expiry is no date', MEND],
  ['NMVS_FE_GR_01', 'data', '', 'the product code is malformed', MEND],
  ['NMVS_FE_GR_02', 'data', '', 'the PZN inside the PPN is wrong', MEND],
  ['NMVS_FE_GR_04', 'data', '', 'the product code is malformed', MEND],
  ['NMVS_NC_PCK_22', 'state', 'A24', 'the pack is inactive', STATE],
  ['NMVS_NC_PCK_06', 'state', 'A24', 'the pack is not in the state that is taken back', STATE],
  ['NMVS_NC_PCK_19', 'state', 'A7', 'the pack already is in the requested state', STATE],
  [
    'NMVS_NC_PCK_20',
    'state',
    '',
    'more than ten days have passed',
    'The pack does not become active again: it may not be sold.',
  ],
  [
    'NMVS_NC_PCK_21',
    'state',
    '',
    'another location reported the pack',
    'Only the location that reported it can take it back.',
  ],
  ['NMVS_NC_PCK_02', 'state', '', 'the pack has expired', BLOCKED],
  ['NMVS_FE_LOT_01', 'state', '', 'the batch is recalled', BLOCKED],
  ['NMVS_FE_LOT_08', 'state', '', 'the batch is recalled or the product withdrawn', BLOCKED],
  ['NMVS_TE_TX_01', 'technical', '', 'a list with this key was sent before', 'Fetch the answer to the first.'],
  ['NMVS_FE_TX_02', 'technical', '', 'no list of this number is known', 'Wait, and fetch the answer again.'],
  ['NMVS_NC_PCK_24', 'unknown', '', 'at least one pack was not done', 'Look at the packs one by one.'],
  ['NMVS_NC_PCK_17', 'data', '', 'no pack of the list is valid', SCAN],
  ['NMVS_FI_SE_CLI_01', 'technical', '', 'too many requests', LATER],
  ['NMVS_TI_TO_01', 'technical', '', 'the system took too long', LATER],
  ['NMVS_TI_RT_02', 'technical', '', 'the system could not reach its centre', LATER],
  ['NMVS_TI_AU_01', 'technical', '', 'the log-in failed for technical reasons', LATER],
  // REST
  ...(['41020001', '41020010', '41020011', '41020012'] as const).map(
    (code): Row => [code, 'data', 'A3', 'the serial is unknown', SCAN],
  ),
  ['41020002', 'data', 'A2', 'the batch is unknown', SCAN],
  ...(['41020003', '41020007', '41020008', '41020009'] as const).map(
    (code): Row => [code, 'data', 'A68', 'the batch differs', SCAN],
  ),
  ['61020006', 'data', '', 'the batch is malformed', MEND],
  ['61020007', 'data', '', 'the expiry is malformed', MEND],
  ['61020008', 'data', '', 'the product code is malformed', MEND],
  ['61020011', 'data', '', 'the serial is malformed', MEND],
  ['61020012', 'data', '', 'the entry mode is missing', MEND],
  ['61020013', 'data', '', 'the entry mode is none that is known', 'Say manual or non-manual.'],
  ['62120000', 'data', '', 'a serial stands twice in the list', MEND],
  ['62120001', 'data', '', 'the count said is not the count of the packs', MEND],
  ['62120002', 'data', '', 'the list names no pack', MEND],
  ['62120003', 'data', '', 'the list names more packs than may be', 'Send several lists, each with a key of its own.'],
]

const BY_CODE: ReadonlyMap<string, Row> = new Map(ROWS.map((row) => [row[0], row]))
const SUCCESS: ReadonlySet<string> = new Set(['NMVS_SUCCESS', 'NMVS_OK'])

/** First digit of a code of the REST interface, as far as codes of it were seen. */
const CLASSES: Readonly<Record<string, readonly [AnswerCause, string, string]>> = {
  '4': ['data', 'the system does not know the pack as it was told', SCAN],
  '5': ['state', 'the status of the pack cannot be changed so', STATE],
  '6': ['data', 'the request is malformed', MEND],
}

/** Digits 2 and 3: what was asked for. */
const REQUESTS: Readonly<Record<string, string>> = {
  '11': 'verify',
  '12': 'supply',
  '13': 'decommission',
  '14': 'reactivate',
  '21': 'bulk',
  '22': 'bulk',
  '31': 'recovery',
  '32': 'recovery',
}

/** What a code of a national system says. Codes come from outside: any text will do. */
export function euReturnCode(code: string): EuReturnCode {
  if (SUCCESS.has(code)) return { accepted: true, known: true }
  const row = BY_CODE.get(code)
  if (row !== undefined) {
    const [, cause, alert, means, remedy] = row
    return { accepted: false, known: true, cause, means, remedy, ...(alert === '' ? {} : { alert }) }
  }
  if (/^1\d{7}$/.test(code)) return { accepted: true, known: true, warns: code[3] === '2' }
  const found = /^\d{8}$/.test(code) ? CLASSES[code[0] ?? ''] : undefined
  if (found === undefined) {
    const remedy =
      'Look the code up in the list of your national organisation; until then treat the pack as not reported.'
    return { accepted: false, known: false, cause: 'unknown', remedy }
  }
  const [cause, means, remedy] = found
  return { accepted: false, known: true, cause, means, remedy }
}

/** What a code of the REST interface answers to, where it tells. */
export function euRequestOf(code: string): string | undefined {
  const digits = /^\d{8}$/.test(code) ? code.slice(1, 3) : ''
  return Object.hasOwn(REQUESTS, digits) ? REQUESTS[digits] : undefined
}
