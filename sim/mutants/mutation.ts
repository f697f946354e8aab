/**
 * A seeded bug: ports exchanged for worse ones, in the simulation alone. A test shows that the checkers find each, so
 * that their silence about the healthy system means something.
 */
import type { ClientStorage } from '@parley/protocol/client'
import type { NodePorts } from '../../server/node.ts'

export interface Mutation {
  /** What a server is made of, made worse. */
  readonly node?: (ports: NodePorts) => NodePorts
  /** What a device keeps things in, made worse. */
  readonly storage?: (storage: ClientStorage) => ClientStorage
  /** Sockets never leave a topic. */
  readonly keepsTopics?: boolean
}

export const healthy: Mutation = {}
