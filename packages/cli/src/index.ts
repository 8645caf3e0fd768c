/** The `packtrail` command as a function, for tests and for programs that embed it. */
export { EXIT, type ExitCode, worstExit } from './exit.ts'
export type { FileSystem, Io, Sink } from './io.ts'
export { nodeIo } from './node-io.ts'
export { referencePage } from './reference.ts'
export { run } from './run.ts'
