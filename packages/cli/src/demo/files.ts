/** The files that the companies of the demo write, in the formats they really use. */
import { type Act, deliveryActs, intakeActs, lineActs, pharmacyActs, shipActs } from './acts.ts'
import { type Cast, partiesCsv, productsCsv, SOLD_OF_SMALL } from './cast.ts'
import { billXml, relationXml } from './china.ts'
import { actsCsv } from './csv.ts'
import { epcis12Xml, epcisJson } from './epcis.ts'
import type { Party, Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

/** File names, in the order in which things happened. */
export interface Files {
  readonly parties: string
  readonly products: string
  /** Signed by the manufacturer. */
  readonly manufacturer: readonly string[]
  /** Signed by the wholesaler. */
  readonly deliveries: readonly string[]
  /** The wholesaler's old system for goods in: nobody signs it. */
  readonly goodsIn: readonly string[]
  readonly pharmacies: readonly { readonly party: Party; readonly intake: string; readonly sales: string }[]
  readonly china: { readonly relation: string; readonly out: string; readonly in: string }
}

export function writeFiles(stage: Stage, cast: Cast): Files {
  const { big, small, china } = cast
  const at = big.start
  const json = (name: string, acts: readonly Act[]): string => stage.write(name, epcisJson(acts, at))
  const xml = (name: string, acts: readonly Act[]): string => stage.write(name, epcis12Xml(acts, at))
  const line = [lineActs(big), lineActs(small)]
  return {
    parties: stage.write('files/operator/parties.csv', partiesCsv(cast)),
    products: stage.write('files/operator/products.csv', productsCsv(cast)),
    manufacturer: [
      json(
        'files/manufacturer/commissioning.jsonld',
        line.flatMap(({ commission }) => commission),
      ),
      json(
        'files/manufacturer/packing.jsonld',
        line.flatMap(({ pack }) => pack),
      ),
      json('files/manufacturer/shipping.jsonld', [...shipActs(big), ...shipActs(small)]),
    ],
    goodsIn: [xml('files/wholesaler/goods-in.xml', [...intakeActs(big), ...intakeActs(small)])],
    deliveries: [json('files/wholesaler/deliveries.jsonld', [...deliveryActs(big), ...deliveryActs(small)])],
    pharmacies: pharmacies(cast).map((party) => {
      const { intake, sales } = tillActs(cast, party)
      return {
        party,
        intake: stage.write(`files/${party.word}/goods-in.csv`, actsCsv(intake)),
        sales: sales.length === 0 ? '' : stage.write(`files/${party.word}/sales.csv`, actsCsv(sales)),
      }
    }),
    china: {
      relation: stage.write('files/china/关联关系.xml', relationXml(china)),
      out: stage.write('files/china/销售出库单.xml', billXml(china, 'out')),
      in: stage.write('files/china/采购入库单.xml', billXml(china, 'in')),
    },
  }
}

function pharmacies({ big, small }: Cast): Party[] {
  return [...new Map([...big.pharmacies, ...small.pharmacies].map((party) => [party.id, party])).values()]
}

/** What the till of a pharmacy recorded. */
export function tillActs(cast: Cast, party: Party): { readonly intake: Act[]; readonly sales: Act[] } {
  const big = pharmacyActs(cast.big, party)
  const small = pharmacyActs(cast.small, party)
  const closed = party.id === unopened(cast.small).id
  return {
    intake: [...big.intake, ...(closed ? small.intake.filter(({ type }) => type === 'receive') : small.intake)],
    sales: [...big.dispense, ...(closed ? [] : small.dispense.slice(0, SOLD_OF_SMALL))],
  }
}

/** The last pharmacy of the small batch leaves its case unopened on the shelf. */
export function unopened(small: Scenario): Party {
  return small.pharmacies.at(-1) as Party
}
