/**
 * Where actors live, and how a call reaches another node. A placement is a hint that saves work: two nodes may disagree for a
 * while, so an actor that must be the only one proves it elsewhere (by the log).
 */

export interface Address {
  readonly kind: string
  readonly id: string
}

export type NodeId = string

/** Asked for every call, so it must be cheap and may change its mind. */
export interface Placement {
  of(address: Address): 'here' | { readonly node: NodeId }
}

/** A call as it crosses nodes: plain data. */
export interface Message extends Address {
  readonly call: string
  readonly input: unknown
}

/** The road to other nodes. What arrives there is handed to that node's `System.incoming`. */
export interface Relay {
  /** At most once. A throw makes the call a dead letter. */
  tell(node: NodeId, message: Message): void
  /** The reply, or a rejection; one that is no `Fault` becomes an `unreachable`. The asking node keeps the time itself. */
  ask(node: NodeId, message: Message, options: { readonly timeoutMs: number }): Promise<unknown>
}

const here = (): 'here' => 'here'

export const alwaysHere: Placement = { of: here }
