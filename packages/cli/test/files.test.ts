import { readdirSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CliError } from '../src/error.ts'
import { inputFile, inputFiles, readJson, readText } from '../src/files.ts'
import type { FileSystem, Io } from '../src/index.ts'
import { writeFile, writeText } from '../src/output-file.ts'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('files')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

function ioOf(world: World, fsOf: FileSystem = fs): Io {
  const random = (size: number): Uint8Array => new Uint8Array(size)
  return { cwd: world.dir, fs: fsOf, random, onInterrupt: () => () => undefined } as unknown as Io
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof CliError) return error.code
    throw error
  }
  return 'none'
}

test('a file that is missing, a folder, empty, binary or no JSON is named as such', async ({ world }) => {
  const io = ioOf(world)
  await world.write('empty', '')
  await world.write('binary', Uint8Array.of(1, 0, 2))
  await world.write('latin1', Uint8Array.of(0x61, 0xe9))
  await world.write('text', 'no json')
  assert.is(await codeOf(inputFile(io, 'gone.xml')), 'FILE_MISSING')
  assert.is(await codeOf(inputFile(io, '.')), 'FILE_IS_DIRECTORY')
  assert.is(await codeOf(inputFile(io, 'empty')), 'FILE_EMPTY')
  assert.is(await codeOf(readText(io, 'binary')), 'FILE_BINARY')
  assert.is(await codeOf(readText(io, 'latin1')), 'FILE_BINARY')
  assert.is(await codeOf(readJson(io, 'text')), 'FILE_BAD')
  assert.is(await codeOf(readText(io, 'text', 3)), 'FILE_BAD')
})

test('of several files every one that cannot be read is named', async ({ world }) => {
  try {
    await inputFiles(ioOf(world), ['one.xml', 'two.xml'])
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, 'one.xml')
    assert.match((error as Error).message, 'two.xml')
  }
})

test('a file is read in chunks that add up to its bytes', async ({ world }) => {
  const bytes = new Uint8Array(700_000).map((_, i) => i % 251)
  await world.write('large', bytes)
  const file = await inputFile(ioOf(world), 'large')
  const parts: Uint8Array[] = []
  for await (const chunk of file.chunks()) parts.push(chunk)
  assert.ok(parts.length > 1)
  assert.is(Buffer.compare(Buffer.concat(parts), bytes), 0)
  assert.is(file.size, 700_000)
})

test('a file is written whole and leaves nothing beside it', async ({ world }) => {
  await writeText(ioOf(world), 'out.txt', 'new')
  assert.is(await world.read('out.txt'), 'new')
  assert.equal(readdirSync(world.dir), ['out.txt'])
})

test('when the content fails half-way the old file stays as it was', async ({ world }) => {
  await world.write('out.txt', 'old')
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1000)
    throw new Error('half-way')
  }
  try {
    await writeFile(ioOf(world), 'out.txt', failing())
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'half-way')
  }
  assert.is(await world.read('out.txt'), 'old')
  assert.equal(readdirSync(world.dir), ['out.txt'])
})

/** A file system on which one call of an opened file fails. */
function failing(call: 'writeFile' | 'sync' | 'close', code: string): FileSystem {
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args)
      if (args[1] !== 'wx') return handle
      return new Proxy(handle, {
        get: (target, key) => {
          if (key === call) {
            // A close that fails has closed all the same.
            const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }))
            return () => (call === 'close' ? target.close().then(fail) : fail())
          }
          const value: unknown = Reflect.get(target, key)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    },
  }
}

for (const call of ['writeFile', 'sync', 'close'] as const) {
  test(`no space left at ${call}: said so, nothing is left behind, the old file stays`, async ({ world }) => {
    await world.write('out.txt', 'old')
    assert.is(await codeOf(writeText(ioOf(world, failing(call, 'ENOSPC')), 'out.txt', 'new')), 'DISK_FULL')
    assert.is(await world.read('out.txt'), 'old')
    assert.equal(readdirSync(world.dir), ['out.txt'])
  })
}

test('a rename that fails leaves the old file and nothing beside it', async ({ world }) => {
  await world.write('out.txt', 'old')
  const fsOf: FileSystem = { ...fs, rename: () => Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })) }
  assert.is(await codeOf(writeText(ioOf(world, fsOf), 'out.txt', 'new')), 'WRITE_FAILED')
  assert.is(await world.read('out.txt'), 'old')
  assert.equal(readdirSync(world.dir), ['out.txt'])
})

test('a folder, a missing folder and a file that must not be replaced are refused before anything is written', async ({
  world,
}) => {
  const io = ioOf(world)
  await world.write('there', 'old')
  assert.is(await codeOf(writeText(io, '.', 'x')), 'FILE_IS_DIRECTORY')
  assert.is(await codeOf(writeText(io, 'no/such/out.txt', 'x')), 'FILE_MISSING')
  assert.is(await codeOf(writeText(io, 'there', 'x', { exclusive: true })), 'FILE_EXISTS')
  assert.is(await world.read('there'), 'old')
})

test('a key file is readable by its owner only', async ({ world }) => {
  if (process.platform === 'win32') return
  await writeText(ioOf(world), 'key', 'secret', { mode: 0o600 })
  assert.is((await fs.stat(world.path('key'))).mode & 0o777, 0o600)
})

test.run()
