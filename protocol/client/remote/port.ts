/** The road between the two sides. */

/** A MessagePort, a pair of BroadcastChannels, or two functions in a test. Messages are plain cloneable data, in order, none lost. */
export interface Port {
  post(message: unknown): void
  /** The result ends it. */
  listen(onMessage: (message: unknown) => void): () => void
}
