/** Everything that a command takes from outside, so that nothing below `main` reads a clock, a dice or the environment. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** Milliseconds since 1970. */
  now(): number
  /** In [0, 1). */
  random(): number
  sleep(ms: number): Promise<void>
  /** Ctrl-C. It no longer ends the process by itself. */
  onInterrupt(run: () => void): void
  /** A text that nobody has made before. */
  unique(): string
  readonly input: Input
}

/** The standard input. */
export interface Input {
  isTerminal(): Promise<boolean>
  /** Whole, as UTF-8; at most `inputBytesMax`. */
  read(): Promise<string>
  /** A line that is typed, with or without showing it. */
  ask(question: string, options: { isSecret: boolean }): Promise<string>
}

/** What is piped in: 128 full messages. */
export const inputBytesMax = 1_048_576
