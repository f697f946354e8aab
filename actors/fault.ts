/** The world failed between asker and actor. `cause` holds what an actor threw. */
export type FaultCode = 'timeout' | 'overloaded' | 'stopped' | 'crashed'

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
