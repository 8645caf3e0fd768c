/** What a schema refuses, a receiver refuses: held against examples of the guideline with one change each. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { skipTest, testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changed, check, found, input, R12, R13, withEvent } from './check-support.ts'
import { json20, SHIPPING } from './support.ts'

const form = suite('check: form')
const ship = (change: (event: string) => string): string => withEvent(R13, 7, change)

const CASES: readonly (readonly [string, string, string, string])[] = [
  [
    'an element in the wrong order',
    ship((one) => one.replace(/ *<action>.*\n/, '').replace(/( *<readPoint>)/, '        <action>OBSERVE</action>\n$1')),
    'SCHEMA_ORDER',
    'action',
  ],
  [
    'an element of the sender before <extension>',
    ship((one) => changed(one, '<extension>', '<gs1ushc:mark>1</gs1ushc:mark><extension>')),
    'SCHEMA_ORDER',
    'extension',
  ],
  ['no schemaVersion', changed(R13, ' schemaVersion="1.2"', ''), 'US-26', 'schemaVersion'],
  [
    'version 2.0 in the namespace of version 1',
    changed(R13, 'schemaVersion="1.2"', 'schemaVersion="2.0"'),
    'US-26',
    'schemaVersion',
  ],
  ['no creationDate', changed(R13, / creationDate="[^"]*"/, ''), 'SCHEMA_MISSING', 'creationDate'],
  [
    'a header without its version',
    changed(R13, /<sbdh:HeaderVersion>.*<\/sbdh:HeaderVersion>/, ''),
    'SCHEMA_MISSING',
    'EPCISHeader.StandardBusinessDocumentHeader.HeaderVersion',
  ],
  [
    'an unknown element',
    ship((one) => changed(one, '<action>', '<colour>red</colour><action>')),
    'SCHEMA_UNKNOWN',
    'eventList[7].colour',
  ],
  [
    'an element twice',
    ship((one) => changed(one, '<action>', '<action>OBSERVE</action><action>')),
    'SCHEMA_UNKNOWN',
    'eventList[7].action',
  ],
  [
    'a list that is missing',
    ship((one) => one.replace(/ *<epcList>[\s\S]*<\/epcList>\n/, '')),
    'SCHEMA_MISSING',
    'eventList[7].epcList',
  ],
  [
    'text between elements',
    ship((one) => changed(one, '<epcList>', 'and <epcList>')),
    'SCHEMA_UNKNOWN',
    'eventList[7]',
  ],
  [
    'an action with a blank',
    ship((one) => changed(one, '>OBSERVE<', '> OBSERVE<')),
    'SCHEMA_VALUE',
    'eventList[7].action',
  ],
  [
    'a header whose time is none',
    changed(R13, /(?<=<sbdh:CreationDateAndTime>)[^<]*/, '5 October'),
    'SCHEMA_VALUE',
    'CreationDateAndTime',
  ],
  [
    'another namespace',
    R13.replace('urn:epcglobal:epcis:xsd:1"', 'urn:epcglobal:epcis:xsd:1.2"'),
    'SCHEMA_NAMESPACE',
    '',
  ],
  [
    'no namespace at all',
    R13.replace(' xmlns:epcis="urn:epcglobal:epcis:xsd:1"', '').replaceAll('epcis:EPCISDocument', 'EPCISDocument'),
    'SCHEMA_NAMESPACE',
    '',
  ],
  [
    'a default namespace over everything',
    R13.replace('xmlns:epcis=', 'xmlns=').replaceAll('epcis:EPCISDocument', 'EPCISDocument'),
    'SCHEMA_NAMESPACE',
    'EPCISHeader',
  ],
]

for (const [what, text, code, path] of CASES) {
  form(`${what} is refused`, async () => {
    for (const size of [1 << 16, 61]) {
      const report = await check([input(text, 'a.xml', {}, size)])
      const group = report.defects.find((one) => one.code === code)
      assert.is(group?.severity, 'error', `${found(report).join()}`)
      assert.is(report.accepted, false)
      assert.ok(
        group?.places.some((one) => (one.path ?? '').endsWith(path)),
        JSON.stringify(group?.places),
      )
    }
  })
}

form('examples are valid, with other prefixes and in an envelope too', async () => {
  for (const text of [
    R12,
    R13,
    R13.replaceAll('epcis:EPCISDocument', 'x:EPCISDocument').replace('xmlns:epcis=', 'xmlns:x='),
  ]) {
    assert.equal(found(await check(text)), [])
  }
  const soap = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${R13.replace(/^<\?xml.*\?>\n/, '')}</s:Body></s:Envelope>`
  assert.equal(found(await check(soap)), [])
})

form('what is refused in one event of ten thousand is counted, and the rest is judged', async () => {
  const bad = R13.replaceAll('<action>', '<colour/><action>')
  assert.equal(found(await check(bad)), ['SCHEMA_UNKNOWN x8'])
})

form('a document in JSON says its version and when it was made', async () => {
  const text = json20([SHIPPING])
  const codes = async (one: string): Promise<string[]> =>
    (await check(one)).defects.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  assert.equal(await codes(text), [])
  assert.equal(await codes(changed(text, /"schemaVersion": "2.0",/, '')), ['US-26'])
  assert.equal(await codes(changed(text, /"creationDate": "[^"]*",/, '')), ['SCHEMA_MISSING'])
  assert.equal(await codes(JSON.stringify(SHIPPING)), [], 'one event alone')
})

const AGREES = 'agrees with the official schema on lines that are left out of the examples or change places'
if (!hasLint()) skipTest(form, AGREES, 'xmllint is not on this machine')
else {
  testWithShared(form, AGREES, 'epcis', async (shared) => {
    const xsd = (version: 1 | 2): string =>
      `${shared}/schemas/xsd/${version === 2 ? '2_0_0/EPCglobal-epcis-2_0.xsd' : '1_2_0/EPCglobal-epcis-1_2.xsd'}`
    for (const text of [R12, R13]) await leaveOut(text, xsd(1), 13)
    for (const name of readdirSync(`${shared}/examples`)) {
      if (!name.endsWith('.xml')) continue
      const text = readFileSync(`${shared}/examples/${name}`, 'utf8')
      await leaveOut(text, xsd(text.includes('epcis:xsd:2') ? 2 : 1), 13)
    }
  })
}

/** Lines that hold a whole element: without it, and behind its neighbour. */
async function leaveOut(text: string, schema: string, every: number): Promise<void> {
  const lines = text.split('\n')
  for (let i = 3; i < lines.length - 1; i += every) {
    const line = lines[i] ?? ''
    if (!/^\s*<([\w:]+)[^>]*>[^<]*<\/\1>\s*$/.test(line)) continue
    const swapped = [...lines.slice(0, i), lines[i + 1], line, ...lines.slice(i + 2)].join('\n')
    for (const other of [lines.toSpliced(i, 1).join('\n'), swapped]) {
      if (!isWellFormed(other)) continue
      const report = await check(other)
      const refused = report.defects.some(({ code, severity }) => severity === 'error' && CODES.has(code))
      // An element that left the reach of its prefix.
      if (report.defects.some(({ code }) => code === 'XML_SYNTAX')) continue
      const valid = isValid(other, schema)
      const words = `line ${i + 1}: ${line.trim()}: ${found(report).join()}`
      assert.ok(valid || refused, words)
      assert.not.ok(valid && found(report).some((one) => one.startsWith('SCHEMA_')), words)
    }
  }
}

/** Of the schema, and what the readers tell of it themselves. */
const CODES: ReadonlySet<string> = new Set([
  'SCHEMA_ORDER',
  'SCHEMA_MISSING',
  'SCHEMA_UNKNOWN',
  'SCHEMA_NAMESPACE',
  'SCHEMA_VALUE',
  'MISSING_FIELD',
  'US-05',
  'US-26',
  'BAD_TIME',
  'BAD_WORD',
])

function hasLint(): boolean {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function run(args: readonly string[], text: string): boolean {
  try {
    execFileSync('xmllint', ['--noout', '--nonet', ...args, '-'], { input: text, stdio: ['pipe', 'ignore', 'ignore'] })
    return true
  } catch {
    return false
  }
}

const isWellFormed = (text: string): boolean => run([], text)
const isValid = (text: string, schema: string): boolean => run(['--schema', schema], text)

form.run()
