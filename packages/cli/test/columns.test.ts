import { readdirSync, readFileSync, statSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'
import { makeXlsx } from './xlsx-writer.ts'

const test = suite<{ world: World }>('columns of tables')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

const TABLE =
  'Artikel;SN;Charge;Verfall;Kunde\n09521234543213;A1;L24A;2028-06-30;x\n09521234543213;A2;L24A;2028-06-30;y\n'
const MAP = 'product=artikel,lot=Charge,expiry=Verfall,action=commission,time=2026-11-20'

async function serialsOf(world: World, ...argv: readonly string[]): Promise<string> {
  const { out } = await world.ok(['convert', ...argv, '--to', 'csv'])
  return out
}

test('columns are named once and remembered for tables of the same header, without any row of data', async ({
  world,
}) => {
  await world.write('a.csv', TABLE)
  const first = await world.ok(['convert', 'a.csv', '--to', 'csv', '--map', MAP])
  assert.match(first.out, 'commission,1,2026-11-20+00:00,09521234543213,A1,L24A,2028-06-30')
  assert.match(first.err, /Artikel +product +09521234543213/)
  assert.match(first.err, /Kunde +\(not read\)/)
  assert.match(first.err, 'remembered')
  const folder = world.path('state', 'packtrail', 'columns')
  const [name = ''] = readdirSync(folder)
  const kept = readFileSync(`${folder}/${name}`, 'utf8')
  if (process.platform !== 'win32') assert.is(statSync(`${folder}/${name}`).mode & 0o777, 0o600)
  for (const value of ['A1', 'L24A', '09521234543213', '2028']) assert.not.match(kept, value)

  await world.write('b.csv', TABLE.replaceAll('A1', 'B1'))
  const again = await world.ok(['convert', 'b.csv', '--to', 'csv'])
  assert.match(again.out, 'B1')
  assert.match(again.err, 'b.csv: columns as was said before of this header: product = Artikel')

  await world.write('c.csv', TABLE.replace('Charge;', 'Charge ID;'))
  assert.is((await world.run(['convert', 'c.csv', '--to', 'csv'])).exit, 1, 'of another header nothing was said')

  assert.match((await world.ok(['convert', 'b.csv', '--to', 'csv', '--map', 'forget'])).err, 'forgotten')
  assert.is((await world.run(['convert', 'b.csv', '--to', 'csv'])).exit, 1)
})

test('the columns of a spreadsheet, of a pipe and of a packed file are named the same way', async ({ world }) => {
  const rows = TABLE.trim()
    .split('\n')
    .map((line) => line.split(';'))
  await world.write('a.xlsx', makeXlsx({ sheets: { S: rows } }))
  assert.match(await serialsOf(world, 'a.xlsx', '--map', MAP), ',A2,')
  const piped = await world.ok(['convert', '-', '--to', 'csv', '--map', MAP], TABLE)
  assert.match(piped.out, ',A2,')
})

test('a mapping comes from a file too', async ({ world }) => {
  await world.write('a.csv', TABLE)
  await world.write(
    'map.json',
    '{"columns":{"product":"Artikel","serial":"SN"},"constants":{"action":"observe","time":"none"}}',
  )
  assert.match(await serialsOf(world, 'a.csv', '--map', 'map.json'), 'observe,')
  await world.write('bad.json', '{"columns":{"nonsense":"Artikel"}}')
  assert.match((await world.run(['convert', 'a.csv', '--to', 'csv', '--map', 'bad.json'])).err, 'is no mapping')
})

test('a slip in the name of a column does not become a value for every row', async ({ world }) => {
  await world.write('a.csv', TABLE)
  const wrong: readonly (readonly [string, RegExp])[] = [
    [MAP.replace('lot=Charge', 'lot=Chrage'), /no column «Chrage».*lot==Chrage/s],
    [MAP.replace('lot=', 'lotte='), /«lotte» is no column/],
    ['nonsense', /no such file|does not exist|not there|cannot find/i],
    ['product=Artikel', /no column says action, time/],
    ['=x,action=ship', /does not say/],
  ]
  for (const [map, message] of wrong) {
    const { exit, err } = await world.run(['convert', 'a.csv', '--to', 'csv', '--map', map])
    assert.is(exit, 2, err)
    if (map !== 'nonsense') assert.match(err, message)
  }
  const every = await serialsOf(world, 'a.csv', '--map', `${MAP.replace('lot=Charge', 'lot==L99')},doc==po:1`)
  assert.match(every, 'L99')
  const unread = await serialsOf(world, 'a.csv', '--map', MAP.replace('expiry=Verfall', 'expiry='))
  assert.not.match(unread, '2028')
})

test('on a terminal the first rows are shown, and nothing is read before a yes', async ({ world }) => {
  world.tty = true
  world.typed = true
  await world.write('a.csv', `${TABLE.replace('Kunde', 'patientName').replace(';x', ';Ada Lovelace')}`)
  const argv = ['convert', 'a.csv', 'b.csv', '--map']
  const no = await world.run(argv, 'n\n')
  assert.is(no.exit, 2)
  assert.match(no.err, 'Still needed: action, time')
  assert.not.match(no.err, 'Lovelace')
  const end = await world.run(argv, '')
  assert.is(end.exit, 2)
  assert.equal(
    readdirSync(world.dir).filter((name) => name === 'b.csv'),
    [],
  )
  const yes = await world.run(
    argv,
    'y\nproduct=Artikel,lot=Charge,expiry=Verfall\nlot=Wrong\naction=commission,time=2026-11-20\ny\n',
  )
  assert.is(yes.exit, 0, yes.err)
  assert.match(yes.err, 'no column «Wrong»')
  assert.match(await world.read('b.csv'), ',A1,L24A,')
})

test('names of people in a table are neither shown nor passed on', async ({ world }) => {
  await world.write('a.csv', TABLE.replace('Kunde', 'patientName').replace(';x', ';Ada Lovelace'))
  const { out, err } = await world.ok(['convert', 'a.csv', '--to', 'csv', '--map', MAP])
  assert.not.match(out + err, 'Lovelace')
  assert.match(err, /patientName +\(left out/)
})

test('what is no table has no columns to name', async ({ world }) => {
  await world.write('a.json', '{"eventList":[]}')
  const { exit, err } = await world.run(['convert', 'a.json', '--to', 'csv', '--map', MAP])
  assert.is(exit, 2)
  assert.match(err, 'none of the files is a table')
})

test.run()
