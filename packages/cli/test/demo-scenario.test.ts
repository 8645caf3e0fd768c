import { createHash } from 'node:crypto'
import { isGtin14, isSerial, parseContainerId, parsePartyId, parseProduct } from '@packtrail/codes'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deliveryActs, intakeActs, lineActs, pharmacyActs, shipActs } from '../src/demo/acts.ts'
import { billXml, makeChina, relationXml } from '../src/demo/china.ts'
import { epcis12Xml, epcisJson } from '../src/demo/epcis.ts'
import { makeScenario, type Scenario } from '../src/demo/scenario.ts'

const b10k = suite('the scenario of the demo')

function allActs(scenario: Scenario): ReturnType<typeof shipActs> {
  const line = lineActs(scenario)
  const shops = scenario.pharmacies.flatMap((shop) => {
    const { intake, dispense } = pharmacyActs(scenario, shop)
    return [...intake, ...dispense]
  })
  return [
    ...line.commission,
    ...line.pack,
    ...shipActs(scenario),
    ...intakeActs(scenario),
    ...deliveryActs(scenario),
    ...shops,
  ]
}

b10k('has 10,344 events and 100,000 pack-touches', () => {
  const scenario = makeScenario()
  const acts = allActs(scenario)
  assert.is(acts.length, 10_344)
  assert.is(scenario.events, 10_344)
  assert.is(scenario.touches, 100_000)
  const dispensed = acts.filter(({ type }) => type === 'dispense').flatMap(({ serials }) => serials ?? [])
  assert.is(new Set(dispensed).size, 10_000)
})

b10k('grows to 100,000 packs with the same shape', () => {
  const scenario = makeScenario({ packs: 100_000 })
  assert.is(allActs(scenario).length, scenario.events)
  assert.is(scenario.pharmacies.length, 20)
})

b10k('names everything with valid check digits and characters', () => {
  const scenario = makeScenario({ packs: 500 })
  assert.ok(isGtin14(scenario.product) && parseProduct(scenario.product).ok)
  for (const { id } of [scenario.operator, scenario.manufacturer, scenario.wholesaler, ...scenario.pharmacies]) {
    assert.ok(parsePartyId(id).ok, id)
  }
  for (const pallet of scenario.pallets) {
    assert.ok(parseContainerId(pallet.id).ok, pallet.id)
    for (const one of pallet.cases) assert.ok(parseContainerId(one.id).ok, one.id)
  }
  for (const serials of scenario.commissionings)
    for (const serial of serials) assert.ok(isSerial(serial) && serial.length >= 12)
})

b10k('is the same on every run and every machine', () => {
  const scenario = makeScenario()
  const bytes = createHash('sha256')
  bytes.update(epcisJson(lineActs(scenario).commission, scenario.start))
  bytes.update(epcis12Xml(intakeActs(scenario), scenario.start))
  const china = makeChina(scenario.start)
  bytes.update(relationXml(china)).update(billXml(china, 'out')).update(billXml(china, 'in'))
  assert.is(bytes.digest('hex').slice(0, 16), 'deb6d38a00d75ebb')
})

b10k('lets nobody act on goods before they came', () => {
  const scenario = makeScenario({ packs: 1_000 })
  const seen = new Map<string, number>()
  for (const act of [...allActs(scenario)].sort((a, b) => a.time - b.time)) {
    const order = ['commission', 'aggregate', 'ship', 'receive', 'disaggregate', 'dispense']
    for (const serial of act.serials ?? []) {
      assert.ok((seen.get(serial) ?? -1) < order.indexOf(act.type), `${serial} ${act.type}`)
      seen.set(serial, order.indexOf(act.type))
    }
  }
  assert.is(seen.size, 1_000)
})

b10k.run()
