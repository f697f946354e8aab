/** The world failed between asker and actor. `cause` holds what an actor, or the relay, threw. */
export type FaultCode =
  /** No answer in time. The call may still be handled, or have been. */
  | 'timeout'
  /** The mailbox was full; the call was not handled. */
  | 'overloaded'
  /** The activation or the system ended before it answered. */
  | 'stopped'
  /** The actor threw while it handled the call, started, or had crashed too often. */
  | 'crashed'
  /** The actor lives elsewhere and cannot be reached, or does not understand the call. */
  | 'unreachable'

export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options)
    this.name = 'Fault'
  }
}
