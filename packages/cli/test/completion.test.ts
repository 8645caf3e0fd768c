import { execFileSync, spawnSync } from 'node:child_process'
import { skipTest } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { optionsOf } from '../src/command.ts'
import { COMMANDS } from '../src/commands.ts'
import { OPTIONS } from '../src/options.ts'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('completion')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

/** What bash offers for the last of these words. */
async function offered(world: World, ...words: readonly string[]): Promise<readonly string[]> {
  await world.write('completion.bash', (await world.ok(['completion', 'bash'])).out)
  const script = `source ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _packtrail; printf '%s\\n' "\${COMPREPLY[@]}"`
  const out = execFileSync('bash', ['-c', script, 'bash', 'packtrail', ...words], { cwd: world.dir, encoding: 'utf8' })
  return out.split('\n').filter((line) => line !== '')
}

const BASH = 'in bash the Tab key offers commands, options, formats, profiles and file names'
if (!has('bash')) skipTest(test, BASH, 'there is no bash here')
else {
  test(BASH, async ({ world }) => {
    await world.write('my file.xml', 'x')
    await world.write('other.csv', 'x')
    const is = async (words: readonly string[], expected: readonly string[]): Promise<void> => {
      assert.equal([...(await offered(world, ...words))].toSorted(), [...expected].toSorted(), words.join(' '))
    }
    await is(['conv'], ['convert'])
    await is(['keys', 'rev'], ['revoke'])
    await is(['convert', '--al'], ['--all-or-nothing'])
    await is(['import', '--strict-'], ['--strict-history'])
    await is(['convert', 'a', '--to', 'epcis2'], ['epcis2-json', 'epcis2-xml'])
    await is(['import', '--format', 'cn-rel'], ['cn-relation'])
    await is(['export', '--format', 'bun'], ['bundle'])
    await is(['hash', '--profile', 'oe'], ['oe20', 'oe21'])
    await is(['import', 'my'], ['my file.xml'])
    await is(['convert', 'other.csv', '-o', 'oth'], ['other.csv'])
    await is(['completion', 'z'], ['zsh'])
    await is(['scan', 'my'], [])
    assert.ok((await offered(world, 'policy', 'set', 'profile:gln:9521234000082', '')).includes('us/1'))
    assert.ok((await offered(world, 'policy', 'set', '')).includes('market'))
    assert.ok((await offered(world, 'keys', '')).includes('new'))
  })
}

test('every command and every option is in the script of every shell', async ({ world }) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { out } = await world.ok(['completion', shell])
    for (const spec of COMMANDS) {
      assert.match(out, spec.name.split(' ').at(-1) ?? '', shell)
      for (const name of optionsOf(spec)) {
        const { long } = OPTIONS[name]
        assert.ok(out.includes(shell === 'fish' ? `-l ${long.slice(2)}` : long), `${shell} ${spec.name} ${long}`)
      }
    }
  }
})

for (const shell of ['bash', 'zsh', 'fish']) {
  const name = `${shell} finds nothing wrong with its script`
  if (!has(shell)) skipTest(test, name, `there is no ${shell} here`)
  else {
    test(name, async ({ world }) => {
      await world.write('script', (await world.ok(['completion', shell])).out)
      const { status, stderr } = spawnSync(shell, ['-n', 'script'], { cwd: world.dir, encoding: 'utf8' })
      assert.is(status, 0, stderr)
    })
  }
}

test('another shell is refused with the names of those that are known', async ({ world }) => {
  const { exit, err } = await world.run(['completion', 'tcsh'])
  assert.is(exit, 2)
  assert.match(err, 'bash, zsh, fish')
})

test.run()
