/** Sensor data of an EPCIS event as canonical text: kept whole for export and for the rules of the cold chain. */
import { canonicalDecimal } from '../decimal.ts'
import { canonicalTime } from '../time.ts'
import type { EventReport } from './report.ts'
import { type Member, readValues, type Tree, writeTree } from './tree.ts'

const TIMES: ReadonlySet<string> = new Set(['time', 'startTime', 'endTime'])

/** Fields of a sensorReport that hold a decimal number. */
export const SENSOR_NUMBERS: ReadonlySet<string> = new Set([
  ...['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'],
])

const VOC = /^(?:gs1:|https:\/\/gs1\.org\/voc\/)/
/** Fields with words that stand bare, as CURIE or as web address; the bare word is canonical. */
const WORDS: Readonly<Record<string, RegExp>> = {
  type: VOC,
  exception: VOC,
  component: /^(?:cbv:|https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\/)Comp-/,
}

export function readSensors(value: unknown, report: EventReport): readonly [string, string] | undefined {
  if (!Array.isArray(value)) {
    report.error('BAD_TYPE', 'sensorElementList is not a list', ['sensorElementList'], 'Write a list.')
    return undefined
  }
  const elements = readValues(value, ['sensorElementList'], report).map((tree) => canonical(tree, '', report))
  return elements.length === 0 ? undefined : ['sensorElementList[]', `[${elements.map(writeTree).join(',')}]`]
}

/** Element, metadata and reports alike: what a text means is told by the name it stands under. */
function canonical(tree: Tree, name: string, report: EventReport): Tree {
  if (typeof tree === 'string') return canonicalText(name, tree, report)
  return tree.map(([inner, values]): Member => [inner, values.map((one) => canonical(one, inner, report))])
}

function canonicalText(name: string, text: string, report: EventReport): string {
  if (TIMES.has(name)) return canonicalTime(text)
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
  if (words !== undefined) return report.fullWord(text.replace(words, '')).replace(words, '')
  if (!SENSOR_NUMBERS.has(name)) return text
  const number = canonicalDecimal(text)
  if (number === undefined) {
    report.error('BAD_NUMBER', `${name} is no decimal number`, ['sensorElementList'], 'Write a plain number.')
  }
  return number ?? text
}
