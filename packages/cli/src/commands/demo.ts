import type { Call, CommandSpec } from '../command.ts'
import { usageError } from '../error.ts'
import type { ExitCode } from '../exit.ts'
import { words } from '../words.ts'

export const DEMO: CommandSpec = {
  name: 'demo',
  group: 'learn',
  options: ['dir', 'packs', 'fast'],
  run: demo,
}

async function demo(call: Call): Promise<ExitCode> {
  const packs = call.count('packs')
  if (packs !== undefined && (packs < 100 || packs % 100 !== 0)) throw usageError('BAD_ARGUMENT', words.demo.badPacks)
  const dir = call.text('dir')
  const { runDemo } = await import('../demo/index.ts')
  return await runDemo(call.io, {
    json: call.out.json,
    fast: call.flag('fast'),
    ...(dir === undefined ? {} : { dir }),
    ...(packs === undefined ? {} : { packs }),
  })
}
