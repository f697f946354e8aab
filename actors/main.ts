/**
 * Actors: a generic runtime that knows no chat, HTTP, SQL or NATS. An actor has an address, a mailbox and a state; it handles
 * one call at a time, and what it answers is a value.
 *
 *     ref.ask ─▶ placement ─ here ─▶ mailbox (bounded) ─▶ receive(state, input) ─▶ next state, reply
 *                    │                                        │ throw
 *                    └ elsewhere ─▶ relay                     ▼
 *                                         state discarded, supervisor restarts or gives up
 *
 * It guarantees the rules ACTOR1 to ACTOR12, which the tests beside this file state and prove. It refuses to retry, to
 * block, to drop a call in silence, and to read a clock that it was not given.
 */
export type { ActorKind, Context, Input, Protocol, Ref, Reply, Restart, Step, StopReason, Timer } from './actor.ts'
export { type Env, realEnv } from './env.ts'
export { Fault, type FaultCode } from './fault.ts'
export type { Census, KindCensus } from './inspect.ts'
export { type Address, alwaysHere, type Message, type NodeId, type Placement, type Relay } from './placement.ts'
export { createSystem, type Incoming, type System, type SystemOptions } from './system.ts'
