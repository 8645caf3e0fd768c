/** A reader of one format: it is fed, and puts what it finds into its outbox. */
export interface Reader<Input> {
  write(input: Input): void
  /** The document has ended; a truncated one is a fault. */
  end(): void
  /** Puts some more into the outbox of what is already known; `false` when nothing waits. */
  more(): boolean
  /** Nothing more will come of what is written: a fault said why. */
  readonly stopped: boolean
  readonly line: number
}
