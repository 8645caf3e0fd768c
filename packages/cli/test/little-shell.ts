/** As much of a shell as the examples of the guide use, so that they run on every system, in memory. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { World } from './world.ts'

export interface Ran {
  readonly exit: number
  readonly output: string
}

/** Runs one line: `packtrail`, `printf`, `cat`, `ls`, `mkdir`, `cp`, `rm`, `export`; with `<`, `>` and quotes. */
export async function runLine(world: World, line: string): Promise<Ran> {
  const { args, input, output } = readLine(line)
  const [name = '', ...rest] = args
  const stdin = input === undefined ? '' : readFileSync(world.path(input), 'utf8')
  const ran = await runCommand(world, name, rest, stdin)
  if (output === undefined) return { exit: ran.exit, output: ran.out + ran.err }
  writeFileSync(world.path(output), ran.out)
  return { exit: ran.exit, output: ran.err }
}

interface Output {
  readonly exit: number
  readonly out: string
  readonly err: string
}

async function runCommand(world: World, name: string, args: readonly string[], stdin: string): Promise<Output> {
  const done = (out = ''): Output => ({ exit: 0, out, err: '' })
  const [first = '', second = ''] = args
  switch (name) {
    case 'packtrail':
      return await world.run(args, stdin)
    case 'printf':
      return done(first.replaceAll('\\n', '\n').replaceAll('\\035', '\u001d'))
    case 'cat':
      return done(args.map((file) => readFileSync(world.path(file), 'utf8')).join(''))
    case 'ls':
      return done(readdirSync(world.path(first)).toSorted().join('\n'))
    case 'mkdir':
      mkdirSync(world.path(first), { recursive: true })
      return done()
    case 'cp':
      copyFileSync(world.path(first), world.path(second))
      return done()
    case 'rm':
      for (const file of args.filter((arg) => !arg.startsWith('-'))) rmSync(world.path(file), { recursive: true })
      return done()
    case 'export': {
      const equals = first.indexOf('=')
      world.env[first.slice(0, equals)] = first.slice(equals + 1)
      return done()
    }
    default:
      throw new Error(`the examples may not use «${name}»`)
  }
}

function readLine(line: string): { readonly args: string[]; readonly input?: string; readonly output?: string } {
  const args: string[] = []
  let input: string | undefined
  let output: string | undefined
  let into: '<' | '>' | undefined
  for (const [, double, single, plain = ''] of line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)) {
    const word = double ?? single ?? plain
    if (plain === '<' || plain === '>') into = plain
    else if (into === '<') [input, into] = [word, undefined]
    else if (into === '>') [output, into] = [word, undefined]
    else args.push(word)
  }
  return { args, ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }
}
