/** What the client library takes from the world besides its transport and storage. */
export interface ClientEnv {
  /** Milliseconds since 1970. */
  now(): number
  /** In [0, 1). */
  random(): number
  /** Runs `fn` once after `ms`; the result cancels it. */
  after(ms: number, fn: () => void): () => void
}
