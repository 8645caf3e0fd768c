/**
 * Every GS1 Application Identifier: whether its length is predefined, whether it may be an attribute of a Digital Link, and the
 * parts its value consists of (GS1 General Specifications release 25, sections 3.2 to 3.11 and figure 7.8.5-2). What AIs need
 * and exclude each other stands in `ai-associations.ts`.
 */

/** What a part may hold: digits, set 82, set 39, base64url. */
export type PartKind = 'n' | 'x' | 'y' | 'z'

/** A rule for the content of a part; `ai-checks.ts` has the function of each. */
export type PartCheck =
  | 'mod10'
  | 'pair'
  | 'gcp1'
  | 'gcp2'
  | 'date0'
  | 'date'
  | 'date8'
  | 'hhmm'
  | 'hour'
  | 'minute'
  | 'second'
  | 'country'
  | 'country999'
  | 'country2'
  | 'currency'
  | 'percent'
  | 'flag'
  | 'zero'
  | 'nonzero'
  | 'winding'
  | 'piece'
  | 'iban'
  | 'nolead0'
  | 'nondigit'
  | 'coupon'
  | 'couponpos'
  | 'latitude'
  | 'longitude'
  | 'hyphen'
  | 'importer'
  | 'package'
  | 'media'
  | 'sex'
  | 'birth'

export interface AiPart {
  readonly kind: PartKind
  readonly min: number
  readonly max: number
  readonly optional: boolean
  readonly checks: readonly PartCheck[]
}

export interface AiForm {
  readonly ai: string
  /** Predefined length: no separator follows it. */
  readonly fixed: boolean
  /** May stand in the query of a Digital Link. */
  readonly attribute: boolean
  readonly parts: readonly AiPart[]
  /** Shortest and longest value. */
  readonly min: number
  readonly max: number
}

/**
 * AI or range, flags (`f` predefined length, `a` attribute), parts. A part is kind, length (`..` for «up to»), `?` when it may be
 * missing, and its checks.
 */
const ROWS: readonly (readonly [ais: string, flags: string, parts: string])[] = [
  // Identification and dates of trade items.
  ['00', 'fa', 'n18+mod10+gcp2'],
  ['01-02', 'fa', 'n14+mod10+gcp2'],
  ['03', 'f', 'n14+mod10+gcp2'],
  ['10', 'a', 'x..20'],
  ['11-13', 'fa', 'n6+date0'],
  ['15-17', 'fa', 'n6+date0'],
  ['20', 'fa', 'n2'],
  ['21-22', '', 'x..20'],
  ['235', '', 'x..28'],
  ['240-241', 'a', 'x..30'],
  ['242', 'a', 'n..6'],
  ['243', 'a', 'x..20'],
  ['250-251', 'a', 'x..30'],
  ['253', 'a', 'n13+mod10+gcp1 x..17?'],
  ['254', '', 'x..20'],
  ['255', 'a', 'n13+mod10+gcp1 n..12?'],
  ['30', 'a', 'n..8'],
  // Measures: the last digit is the place of the decimal point.
  ['3100-3105 3110-3115 3120-3125 3130-3135 3140-3145 3150-3155 3160-3165', 'fa', 'n6'],
  ['3200-3205 3210-3215 3220-3225 3230-3235 3240-3245 3250-3255 3260-3265', 'fa', 'n6'],
  ['3270-3275 3280-3285 3290-3295', 'fa', 'n6'],
  ['3300-3305 3310-3315 3320-3325 3330-3335 3340-3345 3350-3355 3360-3365 3370-3375', 'fa', 'n6'],
  ['3400-3405 3410-3415 3420-3425 3430-3435 3440-3445 3450-3455 3460-3465', 'fa', 'n6'],
  ['3470-3475 3480-3485 3490-3495', 'fa', 'n6'],
  ['3500-3505 3510-3515 3520-3525 3530-3535 3540-3545 3550-3555 3560-3565 3570-3575', 'fa', 'n6'],
  ['3600-3605 3610-3615 3620-3625 3630-3635 3640-3645 3650-3655 3660-3665', 'fa', 'n6'],
  ['3670-3675 3680-3685 3690-3695', 'fa', 'n6'],
  ['37', 'a', 'n..8'],
  // Amounts and prices.
  ['3900-3909', 'a', 'n..15'],
  ['3910-3919', 'a', 'n3+currency n..15'],
  ['3920-3929', 'a', 'n..15'],
  ['3930-3939', 'a', 'n3+currency n..15'],
  ['3940-3943', 'a', 'n4'],
  ['3950-3955', 'a', 'n6'],
  // Orders, transport, places.
  ['400', 'a', 'x..30'],
  ['401', 'a', 'x..30+gcp1'],
  ['402', 'a', 'n17+mod10+gcp1'],
  ['403', 'a', 'x..30'],
  ['410-417', 'fa', 'n13+mod10+gcp1'],
  ['420', 'a', 'x..20'],
  ['421', 'a', 'n3+country x..9'],
  ['422', 'a', 'n3+country'],
  ['423', 'a', 'n3+country n3?+country n3?+country n3?+country n3?+country'],
  ['424', 'a', 'n3+country'],
  ['425', 'a', 'n3+country n3?+country n3?+country n3?+country n3?+country'],
  ['426', 'a', 'n3+country'],
  ['427', 'a', 'x..3'],
  ['4300-4301', 'a', 'x..35+percent'],
  ['4302-4306', 'a', 'x..70+percent'],
  ['4307', 'a', 'x2+country2'],
  ['4308', 'a', 'x..30'],
  ['4309', 'a', 'n10+latitude n10+longitude'],
  ['4310-4311', 'a', 'x..35+percent'],
  ['4312-4316', 'a', 'x..70+percent'],
  ['4317', 'a', 'x2+country2'],
  ['4318', 'a', 'x..20'],
  ['4319', 'a', 'x..30'],
  ['4320', 'a', 'x..35+percent'],
  ['4321-4323', 'a', 'n1+flag'],
  ['4324-4325', 'a', 'n6+date0 n4+hhmm'],
  ['4326', 'a', 'n6+date'],
  ['4330-4333', 'a', 'n6 x1?+hyphen'],
  // Nature, origin and state of goods.
  ['7001', 'a', 'n13'],
  ['7002', 'a', 'x..30'],
  ['7003', 'a', 'n6+date n4+hhmm'],
  ['7004', 'a', 'n..4'],
  ['7005', 'a', 'x..12'],
  ['7006', 'a', 'n6+date'],
  ['7007', 'a', 'n6+date n6?+date'],
  ['7008', 'a', 'x..3'],
  ['7009', 'a', 'x..10'],
  ['7010', 'a', 'x..2'],
  ['7011', 'a', 'n6+date n4?+hhmm'],
  ['7020-7022', 'a', 'x..20'],
  ['7023', 'a', 'x..30+gcp1'],
  ['7030-7039', 'a', 'n3+country999 x..27'],
  ['7040', '', 'n1 x1 x1 x1+importer'],
  ['7041', '', 'x..4+package'],
  // National healthcare reimbursement numbers and people in care.
  ['710-717', 'a', 'x..20'],
  ['7230-7239', 'a', 'x2 x..28'],
  ['7240', 'a', 'x..20'],
  ['7241', 'a', 'n2+media'],
  ['7242', 'a', 'x..25'],
  ['7250', 'a', 'n8+date8'],
  ['7251', 'a', 'n8+date8 n4+hhmm'],
  ['7252', 'a', 'n1+sex'],
  ['7253-7254', 'a', 'x..40+percent'],
  ['7255', 'a', 'x..10'],
  ['7256', 'a', 'x..90+percent'],
  ['7257', 'a', 'x..70+percent'],
  ['7258', 'a', 'x3+birth'],
  ['7259', 'a', 'x..40+percent'],
  // Assets, services, parts, signatures.
  ['8001', 'a', 'n4+nonzero n5+nonzero n3+nonzero n1+winding n1'],
  ['8002', 'a', 'x..20'],
  ['8003', 'a', 'n1+zero n13+mod10+gcp1 x..16?'],
  ['8004', 'a', 'x..30+gcp1'],
  ['8005', 'a', 'n6'],
  ['8006', 'a', 'n14+mod10+gcp2 n4+piece'],
  ['8007', 'a', 'x..34+iban'],
  ['8008', 'a', 'n6+date n2+hour n2?+minute n2?+second'],
  ['8009', 'a', 'x..50'],
  ['8010', 'a', 'y..30+gcp1'],
  ['8011', '', 'n..12+nolead0'],
  ['8012', 'a', 'x..20'],
  ['8013', 'a', 'x..25+pair+gcp1'],
  ['8014', '', 'x..25+pair+gcp1+nondigit'],
  ['8017-8018', 'a', 'n18+mod10+gcp1'],
  ['8019', '', 'n..10'],
  ['8020', '', 'x..25'],
  ['8026', 'a', 'n14+mod10+gcp2 n4+piece'],
  ['8030', 'a', 'z..90'],
  ['8040-8041', '', 'n15'],
  ['8042', '', 'n32'],
  ['8043', '', 'n18 n..2?'],
  // Coupons, web addresses and company-internal data.
  ['8110', 'a', 'x..70+coupon'],
  ['8111', 'a', 'n4'],
  ['8112', 'a', 'x..70+couponpos'],
  ['8200', '', 'x..70'],
  ['90', 'a', 'x..30'],
  ['91-99', 'a', 'x..90'],
]

function readPart(text: string): AiPart {
  const [head = '', ...checks] = text.split('+')
  const optional = head.endsWith('?')
  const length = head.slice(1, optional ? -1 : undefined)
  const upTo = length.startsWith('..')
  const max = Number(upTo ? length.slice(2) : length)
  return { kind: head.charAt(0) as PartKind, min: upTo ? 1 : max, max, optional, checks: checks as PartCheck[] }
}

function expand(ais: string): readonly string[] {
  return ais.split(' ').flatMap((range) => {
    const [first = '', last = first] = range.split('-')
    const found: string[] = []
    for (let n = Number(first); n <= Number(last); n++) found.push(String(n).padStart(first.length, '0'))
    return found
  })
}

function buildTable(): ReadonlyMap<string, AiForm> {
  const table = new Map<string, AiForm>()
  for (const [ais, flags, text] of ROWS) {
    const parts = text.split(' ').map(readPart)
    const min = parts.reduce((sum, part) => sum + (part.optional ? 0 : part.min), 0)
    const max = parts.reduce((sum, part) => sum + part.max, 0)
    for (const ai of expand(ais)) {
      table.set(ai, { ai, fixed: flags.includes('f'), attribute: flags.includes('a'), parts, min, max })
    }
  }
  return table
}

export const AI_TABLE: ReadonlyMap<string, AiForm> = buildTable()

/**
 * Whole element lengths by the first two digits, AI included (GS1 General Specifications, figure 7.8.5-2). They hold for AIs that
 * nobody has defined yet too: the only unknown elements whose end is known without a separator.
 */
const PREDEFINED: ReadonlyMap<string, number> = new Map([
  ['00', 20],
  ...['01', '02', '03'].map((ai) => [ai, 16] as const),
  ['04', 18],
  ...['11', '12', '13', '14', '15', '16', '17', '18', '19'].map((ai) => [ai, 8] as const),
  ['20', 4],
  ...['31', '32', '33', '34', '35', '36'].map((ai) => [ai, 10] as const),
  ['41', 16],
])

/** Length of the whole element, AI and value, when its first two digits predefine it. */
export function predefinedLength(data: string, at = 0): number | undefined {
  return PREDEFINED.get(data.slice(at, at + 2))
}

/** The form of the AI that begins at `at`: no AI of the table is the beginning of another. */
export function aiAt(data: string, at: number): AiForm | undefined {
  for (let length = 2; length <= 4; length++) {
    const form = AI_TABLE.get(data.slice(at, at + length))
    if (form !== undefined) return form
  }
  return undefined
}
