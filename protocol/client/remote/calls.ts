/**
 * Objects whose members are all async functions, at a port: the account calls of a host, for its tabs. Arguments and results
 * are plain data. A call fails as it failed there, with a `FailureError`.
 */
import { type Failure, failure, FailureError } from '../../failure.ts'
import { closedFailure } from './questions.ts'
import { toFailure } from '../writer.ts'
import { kindOf } from './exchange.ts'
import type { Port } from './port.ts'

/** Every member of `Calls` is an async function. */
export type AsyncCalls<Calls> = { readonly [Name in keyof Calls]: (...input: never[]) => Promise<unknown> }

export interface RemoteCalls<Calls> {
  readonly calls: Calls
  /** What waits, and every call after it, is rejected with `unavailable`. */
  close(): void
}

/** Answers the calls of this name with the target's own functions, until the result is called. */
export function serveCalls(port: Port, name: string, target: object): () => void {
  return port.listen((message) => {
    if (isCall(message) && message.of === name) void answer(message)
  })

  async function answer({ id, member, input, count }: Call): Promise<void> {
    try {
      // `length` and not the keys: an argument that is `undefined` has none where the port writes JSON.
      const value = await run(
        member,
        Array.from({ length: count }, (_, at) => input[at]),
      )
      port.post({ t: 'called', of: name, id, value } satisfies Called)
    } catch (error) {
      port.post({ t: 'called', of: name, id, failure: toFailure(error) } satisfies Called)
    }
  }

  async function run(member: string, input: readonly unknown[]): Promise<unknown> {
    const found: unknown = Object.hasOwn(target, member) ? Reflect.get(target, member) : null
    if (typeof found !== 'function') throw new FailureError(failure('unsupported', `There is no call "${member}".`))
    return Reflect.apply(found, target, input)
  }
}

/** `names` has every member, so that none is forgotten: `{ login: true, register: true }`. */
export function remoteCalls<Calls extends AsyncCalls<Calls>>(
  port: Port,
  name: string,
  names: Readonly<Record<keyof Calls & string, true>>,
): RemoteCalls<Calls> {
  const waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (why: Error) => void }
  >()
  const made: Record<string, (...input: readonly unknown[]) => Promise<unknown>> = {}
  let isClosed = false
  let asked = 0

  for (const member of Object.keys(names))
    made[member] = (...input) =>
      new Promise((resolve, reject) => {
        if (isClosed) {
          reject(closed())
          return
        }
        const id = asked++
        waiting.set(id, { resolve, reject })
        port.post({
          t: 'call',
          of: name,
          id,
          member,
          input: Object.fromEntries(input.entries()),
          count: input.length,
        } satisfies Call)
      })

  const stop = port.listen((message) => {
    if (!isCalled(message) || message.of !== name) return
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.failure === undefined) one?.resolve(message.value)
    else one?.reject(new FailureError(message.failure))
  })

  const isWhole = (value: object): value is Calls => Object.keys(names).every((member) => Object.hasOwn(value, member))
  if (!isWhole(made)) throw new Error('A call has no name.')
  return {
    calls: made,
    close() {
      if (isClosed) return
      isClosed = true
      stop()
      for (const { reject } of waiting.values()) reject(closed())
      waiting.clear()
    },
  }
}

interface Call {
  readonly t: 'call'
  readonly of: string
  readonly id: number
  readonly member: string
  /** By place. */
  readonly input: Readonly<Record<number, unknown>>
  readonly count: number
}

interface Called {
  readonly t: 'called'
  readonly of: string
  readonly id: number
  readonly value?: unknown
  readonly failure?: Failure
}

const isCall = (message: unknown): message is Call => kindOf(message) === 'call'
const isCalled = (message: unknown): message is Called => kindOf(message) === 'called'
const closed = (): FailureError => new FailureError(closedFailure)
