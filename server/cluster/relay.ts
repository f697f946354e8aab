/**
 * Calls to actors on other nodes. All calls from one node to another take one road and keep their order. Each is handed to the
 * other node's system at most once; nothing is sent twice from here, because who submits does it by itself, with the same id.
 *
 *     ask ─▶ <cluster>.node.<there>.ask ─▶ incoming ─▶ answer | fault ─▶ <cluster>.answer.<here>.<n>
 *              └─ nobody listens ─▶ `unreachable` at once        └─ the node is gone ─▶ `unreachable` for all that wait
 *
 * A fault crosses by its code, and a `FailureError` within it as its failure. What a peer sends is checked: only the calls that
 * `isCall` lets through reach an actor.
 */
import { Fault, type FaultCode, type Incoming, type Message, type Relay } from '@parley/actors'
import { type Failure, failure, FailureError, isFailureCode } from '@parley/protocol'
import { parseJson } from './membership.ts'
import type { Wire } from './wire.ts'

export interface RelayOptions {
  readonly self: string
  readonly cluster: string
  readonly wire: Wire
  /** May this call come from another node, in this form? */
  isCall(message: Message): boolean
  /** The servers say that nobody listens there. */
  onNobody(node: string): void
}

export interface NatsRelay extends Relay {
  /** From now on calls from other nodes are handled. */
  serve(incoming: Incoming): void
  /** Nobody there will answer any more. */
  gone(node: string): void
  stop(): void
}

/** Asks of this node that wait for answers, and asks of others that wait here: more are `overloaded`. */
const asksMax = 20_000
/** An ask that its asker has given up is forgotten this long after. */
const graceMs = 1_000
/** Longer than anybody waits. */
const timeoutMsMax = 60_000
const faultCodes: readonly FaultCode[] = ['timeout', 'overloaded', 'stopped', 'crashed', 'unreachable']

interface Waiting {
  readonly node: string
  readonly cancel: () => void
  answer(reply: unknown): void
  fail(fault: Fault): void
}

export function createRelay(
  options: RelayOptions & { readonly env: { after(ms: number, run: () => void): () => void } },
): NatsRelay {
  const { self, cluster, wire, env, isCall, onNobody } = options
  const inbox = `${cluster}.answer.${self}`
  const waiting = new Map<string, Waiting>()
  let asked = 0
  let incoming: Incoming | null = null
  let handling = 0

  const settle = (key: string): Waiting | null => {
    const found = waiting.get(key)
    if (found === undefined) return null
    waiting.delete(key)
    found.cancel()
    return found
  }

  wire.onDown(() => {
    for (const key of waiting.keys())
      settle(key)?.fail(new Fault('unreachable', 'The connection to other nodes was lost.'))
  })

  const stopAnswers = wire.hear(`${inbox}.*`, ({ rest, text, isNobody }) => {
    const found = settle(rest)
    if (found === null) return
    if (isNobody) {
      found.fail(new Fault('unreachable', `Nobody listens at ${found.node}.`))
      onNobody(found.node)
      return
    }
    const answer = parseAnswer(text)
    if (answer instanceof Fault) found.fail(answer)
    else found.answer(answer.reply)
  })

  const stopCalls = wire.hear(`${cluster}.node.${self}.*`, ({ rest, text, reply }) => {
    if (rest === 'probe') {
      if (reply !== null) wire.send(reply, '{}')
      return
    }
    const call = parseCall(text)
    const isKnown = call !== null && isCall(call.message)
    if (rest === 'tell') {
      if (isKnown) incoming?.tell(call.message)
    } else if (rest === 'ask' && reply !== null) {
      if (isKnown) void handle(call, reply)
      else answerFault(reply, new Fault('unreachable', 'This node does not understand the call.'))
    }
  })

  async function handle({ message, timeoutMs }: Call, reply: string): Promise<void> {
    if (incoming === null) return answerFault(reply, new Fault('stopped', 'The node takes no calls.'))
    if (handling >= asksMax) return answerFault(reply, new Fault('overloaded', 'The node has too much to answer.'))
    handling++
    try {
      const answer = await incoming.ask(message, { timeoutMs })
      if (!wire.send(reply, JSON.stringify({ reply: answer })))
        answerFault(reply, new Fault('unreachable', 'The answer could not be sent.'))
    } catch (error) {
      answerFault(reply, error)
    } finally {
      handling--
    }
  }

  const answerFault = (reply: string, error: unknown): void => void wire.send(reply, JSON.stringify(toWire(error)))

  return {
    tell(node, message) {
      if (!wire.send(`${cluster}.node.${node}.tell`, JSON.stringify({ message, timeoutMs: 0 }))) throw down(node)
    },
    ask(node, message, { timeoutMs }) {
      if (waiting.size >= asksMax) return Promise.reject(new Fault('overloaded', 'Too many calls wait for answers.'))
      const key = String(++asked)
      const text = JSON.stringify({ message, timeoutMs })
      if (!wire.send(`${cluster}.node.${node}.ask`, text, `${inbox}.${key}`)) return Promise.reject(down(node))
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const cancel = env.after(timeoutMs + graceMs, () =>
        settle(key)?.fail(new Fault('timeout', `${node} did not answer in time.`)),
      )
      waiting.set(key, { node, cancel, answer: resolve, fail: reject })
      return promise
    },
    serve(system) {
      incoming = system
    },
    gone(node) {
      for (const [key, { node: its }] of waiting)
        if (its === node) settle(key)?.fail(new Fault('unreachable', `${node} is gone, and may have handled the call.`))
    },
    stop() {
      incoming = null
      stopAnswers()
      stopCalls()
      for (const key of waiting.keys()) settle(key)?.fail(new Fault('stopped', 'This node is stopping.'))
    },
  }
}

const down = (node: string): Fault =>
  new Fault('unreachable', `There is no connection to ${node}, or the call is too long.`)

interface Call {
  readonly message: Message
  readonly timeoutMs: number
}

function parseCall(text: string): Call | null {
  const call = parseJson(text)
  if (typeof call !== 'object' || call === null || !('message' in call) || !('timeoutMs' in call)) return null
  const { message, timeoutMs } = call
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0 && timeoutMs <= timeoutMsMax)) return null
  if (typeof message !== 'object' || message === null) return null
  if (!('kind' in message) || !('id' in message) || !('call' in message) || !('input' in message)) return null
  const { kind, id, call: name, input } = message
  if (typeof kind !== 'string' || typeof id !== 'string' || typeof name !== 'string') return null
  return { message: { kind, id, call: name, input }, timeoutMs }
}

function toWire(error: unknown): { readonly fault: FaultCode; readonly failure?: Failure } {
  const cause = error instanceof Fault ? error.cause : error
  return {
    fault: error instanceof Fault ? error.code : 'crashed',
    ...(cause instanceof FailureError ? { failure: cause.failure } : {}),
  }
}

function parseAnswer(text: string): Fault | { readonly reply: unknown } {
  const answer = parseJson(text)
  if (typeof answer === 'object' && answer !== null) {
    if ('fault' in answer) {
      const code = faultCodes.find((one) => one === answer.fault) ?? 'crashed'
      const refusal = 'failure' in answer ? parseFailure(answer.failure) : null
      return new Fault(code, 'The other node answered with a fault.', {
        cause: refusal === null ? undefined : new FailureError(refusal),
      })
    }
    return { reply: 'reply' in answer ? answer.reply : undefined }
  }
  return new Fault('unreachable', 'The other node answered with what is no answer.')
}

function parseFailure(value: unknown): Failure | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('message' in value)) return null
  const { code, message } = value
  if (typeof code !== 'string' || !isFailureCode(code) || typeof message !== 'string') return null
  return 'retryMs' in value && typeof value.retryMs === 'number'
    ? failure(code, message, value.retryMs)
    : failure(code, message)
}
