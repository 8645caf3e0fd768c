import type { Call, CommandSpec } from '../command.ts'
import { SHELLS, type Shell } from '../completion/grammar.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { words } from '../words.ts'

const { completion: say } = words

export const COMPLETION: CommandSpec = {
  name: 'completion',
  group: 'learn',
  args: ['<shell>'],
  run: completion,
}

async function completion({ args, out, commands }: Call): Promise<ExitCode> {
  const [name = ''] = args
  const shell = SHELLS.find((one) => one === name)
  if (shell === undefined) throw usageError('BAD_ARGUMENT', say.badShell(name), say.shells(SHELLS.join(', ')))
  const script = await scriptFor(shell, commands)
  await out.value({ shell, script })
  await out.text(script)
  return EXIT.done
}

async function scriptFor(shell: Shell, commands: readonly CommandSpec[]): Promise<string> {
  const [{ grammarOf }, posix, { fishScript }] = await Promise.all([
    import('../completion/grammar.ts'),
    import('../completion/posix.ts'),
    import('../completion/fish.ts'),
  ])
  const [{ EXPORT_FORMATS, FORMATS, HASH_PROFILES, PROFILES: checkProfiles }, { PROFILES }, { KEYBOARDS }] =
    await Promise.all([import('@packtrail/exchange'), import('@packtrail/custody'), import('@packtrail/codes')])
  const grammar = grammarOf(commands, {
    read: FORMATS,
    written: EXPORT_FORMATS,
    profiles: Object.keys(PROFILES),
    hashProfiles: HASH_PROFILES,
    checkProfiles,
    layouts: [...KEYBOARDS.keys()],
  })
  const scripts: Readonly<Record<Shell, () => string>> = {
    bash: () => posix.bashScript(grammar),
    zsh: () => posix.zshScript(grammar),
    fish: () => fishScript(grammar),
  }
  return scripts[shell]()
}
