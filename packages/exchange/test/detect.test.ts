import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { detectFormat } from '../src/index.ts'
import { codes, json20, read, SHIPPING, xml12 } from './support.ts'

const detect = suite('formats are found by content')

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2 + 2)
  bytes.set([0xff, 0xfe])
  for (let i = 0; i < text.length; i++) bytes.set([text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8], 2 + i * 2)
  return bytes
}

const RELATION =
  '<Document><Events Version="3.0"><Event Name="RelationCreate"><Relation><Batch/></Relation></Event></Events></Document>'
const BILL = '<Document SN="1"><Events><Event Name="SalesWareHouseOut"><DataField/></Event></Events></Document>'

detect('each format, with byte order mark, comments, blanks and without a declaration', () => {
  for (const [text, format] of [
    [xml12(''), 'epcis12-xml'],
    [xml12('').replace('xsd:1', 'xsd:2'), 'epcis2-xml'],
    [`\ufeff${xml12('')}`, 'epcis12-xml'],
    [`<!-- <EPCISDocument> --><?x y?><!DOCTYPE a [<!ELEMENT a (b)>]>\n${xml12('').slice(38)}`, 'epcis12-xml'],
    ['<EPCISDocument xmlns="urn:epcglobal:epcis:xsd:2"/>', 'epcis2-xml'],
    [json20([]), 'epcis2-json'],
    [`\ufeff \n${json20([])}`, 'epcis2-json'],
    [JSON.stringify([SHIPPING]), 'epcis2-json'],
    [RELATION, 'cn-relation'],
    [RELATION.replace('Name=', 'name='), 'cn-relation'],
    [BILL, 'cn-bill'],
    ['action,time,product,serial\n', 'csv'],
    ['\ufeffAction;Time;GTIN;SN\r\n', 'csv'],
    ['"action"\t"time"\t"sscc"\n', 'csv'],
    ['time,product\n', undefined],
    ['<?xml version="1.0"?><note/>', undefined],
    ['{"a":[1,2,3]}', undefined],
    ['', undefined],
  ] as const) {
    assert.is(detectFormat(utf8(text)), format, text.slice(0, 60))
  }
})

detect('UTF-16 documents are recognised and read', async () => {
  for (const text of [json20([SHIPPING]), xml12('').replace('UTF-8', 'UTF-16')]) {
    const result = await read(utf16(text), {}, 13)
    assert.equal(codes(result.faults), [])
    assert.ok(result.format !== undefined)
  }
  assert.is((await read(utf16(json20([SHIPPING])))).drafts.length, 1)
})

detect('bytes that are not of the declared character set are a fault with a way out', async () => {
  const text = xml12('<!-- x -->')
  const latin = utf8(text)
  latin[text.indexOf('<!-- x') + 5] = 0xe9
  const result = await read(latin)
  assert.equal(codes(result.errors), ['BAD_ENCODING'])
  assert.match(result.errors[0]?.remedy ?? '', 'UTF-8')
  const json = utf8(json20([{ ...SHIPPING, 'x:y': 'z' }, SHIPPING], { x: 'urn:x:' }))
  json[json.indexOf('z'.charCodeAt(0), 300)] = 0xe9
  const events = await read(json)
  assert.equal(codes(events.errors), ['BAD_ENCODING'])
  assert.is(events.errors[0]?.path, 'eventList[0]')
  assert.is(events.drafts.length, 1)
})

detect('a character set that nobody knows is named', async () => {
  const result = await read(xml12('').replace('UTF-8', 'EBCDIC-17'))
  assert.equal(codes(result.errors), ['UNKNOWN_ENCODING'])
  assert.match(result.errors[0]?.message ?? '', 'EBCDIC-17')
})

detect('Latin-1 is read when it is declared or named by the caller', async () => {
  const text = 'action,time,product,serial,extra\nship,2026-01-01,00300010123455,1,"{""note"":""caf?""}"\n'
  const bytes = Uint8Array.from(text, (ch) => (ch === '?' ? 0xe9 : ch.charCodeAt(0)))
  const result = await read(bytes, { encoding: 'windows-1252' })
  assert.equal(result.drafts[0]?.extra, [['note', 'café']])
})

detect('an unknown name of a character set is the caller’s mistake', async () => {
  let code: unknown
  try {
    await read('action,time\n', { encoding: 'klingon' })
  } catch (error) {
    code = (error as { readonly code?: unknown }).code
  }
  assert.is(code, 'VALUE')
})

testWithShared(detect, 'the shared examples are what their names say', 'epcis/examples', (folder) => {
  for (const name of readdirSync(folder)) {
    const format = name.endsWith('.json') ? 'epcis2-json' : name.includes('1.2') ? 'epcis12-xml' : 'epcis2-xml'
    assert.is(detectFormat(readFileSync(join(folder, name))), format, name)
  }
})

testWithShared(detect, 'the shared Chinese files are told apart', 'china', (folder) => {
  assert.is(detectFormat(readFileSync(join(folder, 'sales-out-minimal.xml'))), 'cn-bill')
  assert.is(detectFormat(readFileSync(join(folder, 'variant-lowercase-attrs-utf8.xml'))), 'cn-relation')
})

detect.run()
