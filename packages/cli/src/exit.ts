/** Exit codes of the command-line contract (docs/reference/cli.md#exit-codes). */
export const EXIT = {
  /** Done; verified without error finding; all imported; the pack may be used. */
  done: 0,
  /** The data is bad: refuted, something refused, stop. */
  bad: 1,
  usage: 2,
  /** Ours: disk, lock, bug. */
  failure: 3,
  /** Verify: an axis that the policy requires is not proven, or a line from the shelf could not be judged. */
  inconclusive: 4,
  /** Verify: the evidence is proven and shows error findings about the goods. */
  findings: 5,
  /** Ctrl-C before the work was done, as a shell counts signals. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The first that applies wins, whatever else happened. */
const PRECEDENCE: readonly ExitCode[] = [3, 2, 130, 1, 5, 4, 0]

export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes)
  return PRECEDENCE.find((code) => seen.has(code)) ?? EXIT.done
}
