/**
 * Which AIs need which others beside them, and which exclude each other (GS1 General Specifications release 25, sections
 * 4.13.1 and 4.13.2). Both hold for all symbols of one physical item together, so a single scan that breaks them is noteworthy,
 * not wrong: a pack may carry its GTIN in another symbol.
 */

/** `01+21` means both; `31nn` means any AI of four digits that begins so. Alternatives are separated by spaces. */
type Alternatives = string

const ITEM = '01 02 03 8006 8026'
const LOGISTIC = '00'

/** Several lines for one AI are all needed. */
const NEEDS: readonly (readonly [ais: string, needs: Alternatives])[] = [
  ['02', '37'],
  ['10 11 13 15 16 20 240 241 422', ITEM],
  ['12', '8020'],
  ['17', '01 02 03 255 8006 8026'],
  ['21', '01 03 8006'],
  ['22 235 716 717 8014 8200', '01'],
  ['710 711 712 713 714 715', '01'],
  ['242 7001', '01 02 8006 8026'],
  ['243', '01 03'],
  ['250', '01+21 03+21 8006+21'],
  ['251 7021 8012', '01 03 8006'],
  ['254', '414'],
  ['30 310n 311n 312n 313n 314n 315n 316n 320n 321n 322n 323n 324n 325n 326n 327n 328n 329n', '01 02'],
  ['350n 351n 352n 356n 357n 360n 361n 364n 365n 366n 7002 7005 7006 7007 7008 7009 8005', '01 02'],
  ['703n', '01 02'],
  ['330n 331n 332n 333n 334n 335n 336n 340n 341n 342n 343n 344n 345n 346n 347n 348n 349n', '00 01'],
  ['353n 354n 355n 362n 363n 367n 368n 369n', '00 01'],
  ['337n', '01'],
  ['37', '00+02 00+8026'],
  ['390n', '255 8020'],
  ['391n', '8020'],
  ['392n', '01+30 01+31nn 01+32nn 01+35nn 01+36nn'],
  ['393n 395n', '30 31nn 32nn 35nn 36nn'],
  ['394n 8111', '255'],
  ['403', LOGISTIC],
  ['415', '8020'],
  ['423 424 425 426', '01 02 03'],
  ['427', '01+422 02+422 03+422'],
  ['4300 4301 4302 4304 4305 4306 4307 4308 4309 4310 4311 4312 4314 4315 4316 4317 4318 4319', LOGISTIC],
  ['4320 4321 4322 4323 4324 4325 4326 4330 4331 4332 4333 7041', LOGISTIC],
  ['4303', '4302'],
  ['4313', '4312'],
  ['7003 7010 7011 8008', '01 02 03'],
  ['7004', '01+10 03+10'],
  ['7020', '01+416 03+416 8006+416'],
  ['7022', '01+7021 03+7021 8006+7021'],
  ['723n', '01 8004'],
  ['7240', '01 8006'],
  ['7241 7242', '8017 8018'],
  ['7250 7251 7252 7257', '8018'],
  ['7253 7254 7255 7256', '8017 8018'],
  ['7258', '8018+7259'],
  ['7259', '8018'],
  ['8001', '01'],
  ['8007', '415'],
  ['8009', '00 01 03'],
  ['8011', '8010'],
  ['8019', '8017 8018'],
  ['8020', '415'],
  ['8026', '37'],
  ['8030', '00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018'],
  ['8040', '01+21'],
  ['8041 8042 8043', '01+21+8040'],
]

const EXCLUDES: readonly (readonly [ais: string, excludes: Alternatives])[] = [
  ['01', '255 37'],
  ['02', '01 03'],
  ['03', '01 02 37 235'],
  ['21', '235'],
  ['255', '01 02 415 8006 8020 8026'],
  ['390n', '390n 391n 394n 8111'],
  ['391n', '391n'],
  ['392n', '392n 393n'],
  ['393n', '393n'],
  ['394n', '394n 8111'],
  ['395n', '392n 393n 395n 8005'],
  ['420', '421'],
  ['421', '4307'],
  ['422 423 424 425', '426'],
  ['4330', '4331'],
  ['4331', '4330'],
  ['4332', '4333'],
  ['4333', '4332'],
  ['7240', '03'],
  ['7250', '7251'],
  ['7251', '7250'],
  ['7253 7254 7255', '7256 7259'],
  ['7259', '7256'],
  ['8006', '01 03 37'],
  ['8017', '8018'],
  ['8018', '8017'],
  ['8026', '02 03 8006'],
]

/** Every measure excludes the same measure with the decimal point elsewhere. */
const MEASURE = /^3[1-6]\d\d$/

function matches(pattern: string, ai: string): boolean {
  if (pattern.length !== ai.length) return false
  for (let i = 0; i < ai.length; i++) if (pattern[i] !== 'n' && pattern[i] !== ai[i]) return false
  return true
}

function rulesFor(rules: typeof NEEDS, ai: string): readonly string[] {
  return rules.filter(([ais]) => ais.split(' ').some((one) => matches(one, ai))).map(([, text]) => text)
}

interface Rules {
  /** Groups of alternatives, each alternative a list of patterns that are needed together. */
  readonly needs: readonly (readonly (readonly string[])[])[]
  readonly excludes: readonly string[]
}

/** Rules as they are first asked for: a scan has five AIs, the tables five hundred. */
const READ = new Map<string, Rules>()

function rulesOf(ai: string): Rules {
  const known = READ.get(ai)
  if (known !== undefined) return known
  const own = MEASURE.test(ai) ? [`${ai.slice(0, 3)}n`] : []
  const rules: Rules = {
    needs: rulesFor(NEEDS, ai).map((text) => text.split(' ').map((one) => one.split('+'))),
    excludes: [...own, ...rulesFor(EXCLUDES, ai).flatMap((text) => text.split(' '))],
  }
  READ.set(ai, rules)
  return rules
}

/** The groups of alternatives of which each must be met when `ai` is present. */
export function needsOf(ai: string): readonly (readonly string[])[] {
  return rulesOf(ai).needs.map((group) => group.map((all) => all.join('+')))
}

/** The patterns that no other AI present may match. */
export function excludedBy(ai: string): readonly string[] {
  return rulesOf(ai).excludes
}

export interface AssociationFault {
  readonly ai: string
  readonly kind: 'needs' | 'excludes'
  /** What is missing, as alternatives, or the AI that must not be there. */
  readonly other: string
}

/** All broken associations among the AIs of one scan. Only AIs of the table are looked at. */
export function associationFaults(ais: readonly string[]): readonly AssociationFault[] {
  const present = [...new Set(ais)]
  const found: AssociationFault[] = []
  const has = (pattern: string): boolean => present.some((one) => matches(pattern, one))
  for (const ai of present) {
    const { needs, excludes } = rulesOf(ai)
    for (const group of needs) {
      if (group.some((all) => all.every(has))) continue
      found.push({ ai, kind: 'needs', other: group.map((all) => all.join('+')).join(', ') })
    }
    for (const pattern of excludes) {
      const other = present.find((one) => one !== ai && matches(pattern, one))
      if (other !== undefined) found.push({ ai, kind: 'excludes', other })
    }
  }
  return found
}
