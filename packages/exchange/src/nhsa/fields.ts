/** What stands in a line of the insurer's interface (3502, 3505, 3506 and their batches): what is about goods, and whose data the rest is. */
import type { Person } from '../item.ts'

/**
 * Fields that say who was treated, who prescribed, who handed out. Dropped before anything else looks at a line. Numbers of a settlement, a
 * visit and a prescription lead to the patient in the insurer's files; a remark may say anything.
 */
const PERSONAL: Readonly<Record<string, Person>> = {
  psn_no: 'patient',
  psn_name: 'patient',
  psn_cert_type: 'patient',
  certno: 'patient',
  setl_id: 'patient',
  mdtrt_sn: 'patient',
  mdtrt_id: 'patient',
  feedetl_sn: 'patient',
  rxno: 'patient',
  memo: 'patient',
  prsc_dr_name: 'prescriber',
  prsc_dr_code: 'prescriber',
  phar_name: 'agent',
  phar_code: 'agent',
  phar_prac_cert_no: 'agent',
  sel_retn_opter_name: 'agent',
  opter: 'agent',
  opter_name: 'agent',
}

export function personOfField(name: string): Person | undefined {
  return Object.hasOwn(PERSONAL, name) ? PERSONAL[name] : undefined
}

/** Texts that are kept in `extra` as `nhsa.…`, of a sale or return: how it is paid, and the drug of the insurer's list. */
export const KEPT_FIELDS: readonly string[] = ['mdtrt_setl_type', 'med_list_codg']
/** Of a change of stock, which no buyer stands behind, also numbers that the institution gave. */
export const STOCK_FIELDS: readonly string[] = [...KEPT_FIELDS, 'fixmedins_bchno', 'fixmedins_hilist_id']

/** A code or number: no sentence, no name. */
export const KEPT_TEXT: RegExp = /^(?=.*\d)(?!.*[a-z]{5})[\w.-]{1,50}$/i

/** Fields that are numbers of papers, and the type of paper that each is in the ledger. */
export const PAPERS: readonly (readonly [field: string, type: string])[] = [
  ['rtal_docno', 'bill'],
  ['stoout_no', 'desadv'],
  ['medins_prod_sel_no', 'inv'],
]

/** Fields of a sale line that are written, in the order of the interface; those of people stay empty for the pharmacy's own system. */
export const LINE_FIELDS: readonly string[] = [
  ...['med_list_codg', 'fixmedins_hilist_id', 'fixmedins_hilist_name', 'fixmedins_bchno', 'prsc_dr_name', 'phar_name'],
  ...['phar_prac_cert_no', 'hi_feesetl_type', 'setl_id', 'mdtrt_sn', 'psn_no', 'psn_cert_type', 'certno', 'psn_name'],
  ...['manu_lotnum', 'manu_date', 'expy_end', 'rx_flag', 'trdn_flag', 'finl_trns_pric', 'rxno', 'rx_circ_flag'],
  ...['rtal_docno', 'stoout_no', 'bchno', 'drug_prod_barc', 'shelf_posi', 'sel_retn_cnt', 'sel_retn_time'],
  ...['sel_retn_opter_name', 'memo', 'mdtrt_setl_type'],
]

/** Members that hold lines, and the one around them. */
export const LISTS: readonly string[] = ['selinfoDetail', 'selinfo', 'invinfoDetail', 'invinfo']
