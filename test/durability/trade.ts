/** What is recorded while the program is killed: tables of events, and scans at a counter. */
export const PRODUCT = '04012345678901'
const MAKER = '4099999000005'
const PHARMACY = '4006381333931'
const HEADER = 'event,action,time,product,serial,lot,expiry,item,parent,agent,toHolder'

/** Single events of one table. */
const SINGLE = 300
/** Packs of one table's lot; of every third so many that their rows are written ahead of their registration. */
const packsOf = (table: number): number => (table % 3 === 2 ? 6000 : 800)

/** Events in one table: a registration, packing, shipment, receipt, and an observation of each of many packs. */
export const EVENTS: number = 4 + SINGLE

export function serialOf(table: number, index: number): string {
  return `T${table}N${String(index).padStart(6, '0')}`
}

/** The pack that is handed out as number `index` of a table, as its code is printed; bracketed, as a person would type it. */
export function codeOf(table: number, index: number): string {
  return `(01)${PRODUCT}(21)${serialOf(table, SINGLE + 100 + index)}`
}

export function tableOf(table: number): string {
  const lines = [HEADER]
  const lot = `LOT${table}`
  const pallet = `sscc:${ssccOf(table)}`
  const row = (event: number, action: string, minute: number, rest: string): void => {
    const time = new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString()
    lines.push(`${event},${action},${time},${rest}`)
  }
  const pack = (index: number): string => `${PRODUCT},${serialOf(table, index)},${lot}`
  for (let i = 0; i < packsOf(table); i++) row(1, 'commission', 0, `${pack(i)},2028-12-31,,,${MAKER},`)
  for (let i = 0; i < 100; i++) row(2, 'pack', 1, `${pack(i)},,,${pallet},${MAKER},`)
  row(3, 'ship', 2, `,,,,${pallet},,${MAKER},${PHARMACY}`)
  row(4, 'receive', 3, `,,,,${pallet},,${PHARMACY},`)
  for (let i = 0; i < SINGLE; i++) row(5 + i, 'observe', 10 + i, `${pack(100 + i)},,,,${MAKER},`)
  return `${lines.join('\n')}\n`
}

function ssccOf(number: number): string {
  const digits = `3401234${String(number).padStart(10, '0')}`
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return digits + String((10 - (sum % 10)) % 10)
}
