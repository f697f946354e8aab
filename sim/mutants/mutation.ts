/**
 * A seeded bug: ports or kinds exchanged for worse ones, in the simulation alone. A test shows that the checkers find each, so
 * that their silence about the healthy system means something.
 */
import type { NodePorts } from '../../server/node.ts'
import type { World } from '../world.ts'

export interface Mutation {
  /** What a server is made of, made worse. `shared` outlives its restarts. */
  readonly node?: (ports: NodePorts, shared: { readonly world: World }) => NodePorts
}

export const healthy: Mutation = {}
