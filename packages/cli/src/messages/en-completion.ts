/** Words of `completion`. */
import type { CommandWords } from './en-help.ts'

export const completion = {
  badShell: (name: string): string => `there is no script for the shell «${name}»`,
  shells: (names: string): string => `the shells are ${names}`,
}

export const completionHelp: CommandWords = {
  summary: 'let the Tab key complete commands, options and file names',
  about: [
    'Prints a script for the shell: bash, zsh or fish. It is made of the commands of this version; print it anew after an update.',
  ],
  examples: [
    [
      'packtrail completion bash > ~/.local/share/bash-completion/completions/packtrail',
      'for bash, from the next terminal on',
    ],
    ['packtrail completion zsh > ~/.zsh/completions/_packtrail', 'for zsh, into a folder that $fpath names'],
    ['packtrail completion fish > ~/.config/fish/completions/packtrail.fish', 'for fish'],
  ],
}
