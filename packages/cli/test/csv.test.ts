import * as fs from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCsv } from '../src/csv.ts'
import { CliError } from '../src/error.ts'
import type { Io } from '../src/index.ts'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('csv')
const COLUMNS = ['party', 'name', 'role']

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

async function read(world: World, text: string): Promise<Awaited<ReturnType<typeof readCsv>>> {
  await world.write('t.csv', text)
  return await readCsv({ cwd: world.dir, fs } as unknown as Io, 't.csv', COLUMNS)
}

async function faultsOf(world: World, text: string): Promise<string[]> {
  try {
    await read(world, text)
  } catch (error) {
    if (error instanceof CliError) return error.faults.map(({ line, code }) => `${line}:${code}`)
    throw error
  }
  return []
}

test('commas, semicolons and tabs, quotes, line ends of every system and a byte order mark', async ({ world }) => {
  const expected = [
    { line: 2, cells: { party: 'gln:1', name: 'A "B", C; D' } },
    { line: 3, cells: { party: 'gln:2', role: 'x' } },
  ]
  assert.equal(await read(world, 'party,name,role\r\ngln:1,"A ""B"", C; D",\r\ngln:2,,x\r\n'), expected)
  assert.equal(await read(world, '\ufeffParty;Name;Role\ngln:1;"A ""B"", C; D"\n\ngln:2;;x'), [
    expected[0],
    { ...expected[1], line: 4 },
  ])
  assert.equal(await read(world, 'party\tname\trole\rgln:1\t"A ""B"", C; D"\rgln:2\t\tx\r'), expected)
})

test('a line break in quotes belongs to the cell, and lines are still counted', async ({ world }) => {
  assert.equal(await read(world, 'party,name\ngln:1,"two\nlines"\ngln:2,x\n'), [
    { line: 2, cells: { party: 'gln:1', name: 'two\nlines' } },
    { line: 4, cells: { party: 'gln:2', name: 'x' } },
  ])
})

test('unknown and missing columns and lines with too many cells are all named', async ({ world }) => {
  assert.equal(await faultsOf(world, 'partei,name\na,b,c\n'), [
    '1:UNKNOWN_COLUMN',
    '1:MISSING_COLUMN',
    '2:TOO_MANY_CELLS',
  ])
})

test.run()
