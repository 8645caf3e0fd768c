/** A small trade: a plant that signs, a wholesaler that is attested, a pharmacy with a key elsewhere. */
import { cpSync } from 'node:fs'
import { makeWorld, type World } from './world.ts'

export const OPERATOR = 'gln:9521234000068'
export const PLANT = 'gln:9521234000013'
export const WHOLESALER = 'gln:9521234000020'
export const PHARMACY = 'gln:9521234000082'
export const PRODUCT = '09521234543213'
export const LOT = 'L24A'
export const BATCH = `${PRODUCT}/${LOT}`
export const SERIALS = ['A7K3M9QX4C', 'A9R4T6WY3D', 'C3F7H9JK6M', 'D4G6N7PQ9R', 'E6H9K3MT7X', 'F7J4R9VW6Y'] as const
export const CASE = 'sscc:395212340000000014'
export const PALLET = 'sscc:395212340000000106'

/** The code of a pack as it is printed. */
export function code(serial: string, lot: string = LOT, expiry = '280630'): string {
  return `(01)${PRODUCT}(21)${serial}(10)${lot}(17)${expiry}`
}

/** The same as a scanner sends it. */
export function scanned(serial: string, lot: string = LOT): string {
  return `]d201${PRODUCT}21${serial}\u001d10${lot}\u001d17280630`
}

/** Made once in a process and copied for each test: a ledger, a plant with a key, one batch of six packs. */
let prepared: Promise<World> | undefined

export async function startTrade(): Promise<World> {
  prepared ??= prepare()
  const model = await prepared
  const world = makeWorld()
  cpSync(model.dir, world.dir, { recursive: true })
  world.now = model.now
  return world
}

async function prepare(): Promise<World> {
  const world = makeWorld()
  process.on('exit', () => world.close())
  await world.ok(['init', '--origin', 'example.com/packtrail', '--operator', OPERATOR])
  await world.ok(['keys', 'new', '--as', PLANT])
  await world.write('serials.txt', `${SERIALS.join('\n')}\n`)
  await world.ok(['register', BATCH, '--expiry', '2028-06-30', '--serials', 'serials.txt', '--as', PLANT])
  return world
}
