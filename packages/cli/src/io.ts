/** Everything of the world that a command may touch, so that a test can run the whole program in memory. */
import type * as fs from 'node:fs/promises'

export interface Sink {
  /** Resolves when the text was taken. When the reader has gone away (EPIPE) the text is dropped and `gone` is true. */
  write(data: string | Uint8Array): Promise<void>
  readonly gone: boolean
  readonly isTTY: boolean
  /** Width of the terminal in characters; 80 when unknown. */
  readonly columns: number
}

/** The calls through which files are written and read; tests put failing ones here. */
export type FileSystem = Pick<
  typeof fs,
  'open' | 'rename' | 'unlink' | 'stat' | 'lstat' | 'realpath' | 'readdir' | 'mkdir' | 'rm'
>

export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdinIsTTY: boolean
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute; file names on the command line are relative to it. */
  readonly cwd: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Minutes east of UTC of the person's clock at that time. */
  readonly zone: (ms: number) => number
  readonly random: (size: number) => Uint8Array
  readonly fs: FileSystem
  /** Nothing more is read: a program that waits for a scan can end. */
  readonly closeInput: () => void
  /** Calls `stop` at the first Ctrl-C instead of ending the program; the second ends it. Returns the way to stop listening. */
  readonly onInterrupt: (stop: () => void) => () => void
  /** Much that lives shortly is about to be made: collect it early rather than let the heap grow to several times its content. */
  readonly keepHeapSmall: () => void
}
