/** Official papers: what an authority or insurer wants to be told of goods. Packtrail is none of these systems and sends nothing. */

export type PaperKindName =
  | 'eu-status'
  | 'eu-batch'
  | 'eu-recall'
  | 'cn-use'
  | 'cn-bill'
  | 'cn-relation'
  | 'nhsa-sale'
  | 'tr-its'
  | 'sa-rsd'
  | 'ae-tatmeen'
  | 'ru-mdlp'
  | 'uz-asl-belgisi'
  | 'kz-ismpt'
  | 'kr-kpis'

export interface PaperKind {
  readonly kind: PaperKindName
  /** Who is told, in words. */
  readonly to: string
  /** What the paper is, in words. */
  readonly name: string
  /** Whether Packtrail writes its file; of the others it knows only that they are owed. */
  readonly written: boolean
  /** What it names: every pack, for which a case is opened in thought; batches as a whole; or goods as they were named. */
  readonly about: 'packs' | 'batches' | 'named'
  /** A pack that is handed out in parts is told of once, when it is opened first (Regulation (EU) 2016/161 Art. 28). */
  readonly partsOnce?: true
  /** Owed only under a condition that no ledger knows, in words. */
  readonly onlyIf?: string
}

export const PAPER_KINDS: readonly PaperKind[] = [
  {
    kind: 'eu-status',
    to: 'the national medicines verification system',
    name: 'change of state of packs',
    written: true,
    about: 'packs',
    partsOnce: true,
  },
  {
    kind: 'eu-batch',
    to: 'the EU Hub of the European Medicines Verification Organisation',
    name: 'product and pack data of a batch',
    written: true,
    about: 'batches',
  },
  {
    kind: 'eu-recall',
    to: 'the EU Hub and every national system that holds the packs',
    name: 'recall or withdrawal',
    written: false,
    about: 'named',
  },
  {
    kind: 'cn-use',
    to: '码上放心',
    name: 'bill of use or of a return (321, 323, 116)',
    written: true,
    about: 'packs',
    partsOnce: true,
  },
  { kind: 'cn-bill', to: '码上放心', name: 'in or out bill', written: true, about: 'named' },
  { kind: 'cn-relation', to: '码上放心', name: 'relation file (关联关系)', written: true, about: 'batches' },
  {
    kind: 'nhsa-sale',
    to: 'the medical insurance (国家医保)',
    name: 'sale or return line (3505, 3506)',
    written: true,
    about: 'packs',
    onlyIf: 'the insurance pays',
  },
  { kind: 'tr-its', to: 'İTS', name: 'notification', written: false, about: 'named' },
  { kind: 'sa-rsd', to: 'RSD of the SFDA', name: 'notification', written: false, about: 'named' },
  { kind: 'ae-tatmeen', to: 'Tatmeen', name: 'event', written: false, about: 'named' },
  { kind: 'ru-mdlp', to: 'MDLP (Честный знак)', name: 'report', written: false, about: 'named' },
  { kind: 'uz-asl-belgisi', to: 'Asl Belgisi', name: 'report', written: false, about: 'named' },
  { kind: 'kz-ismpt', to: 'IS MPT', name: 'report', written: false, about: 'named' },
  { kind: 'kr-kpis', to: 'KPIS of the HIRA', name: 'supply report', written: false, about: 'named' },
]

export function paperKind(name: string): PaperKind | undefined {
  return PAPER_KINDS.find(({ kind }) => kind === name)
}
