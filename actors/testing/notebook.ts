/** An actor that does what it is told, so that a test can put it into every situation; and a world to do it in. */
import { type ActorKind, createSystem, type System, type SystemOptions, type Timer } from '../main.ts'
import { createSim, type Sim } from '../sim.ts'

interface Notebook {
  /** Answers all notes of this activation, this one last. */
  note(text: string): readonly string[]
  /** Notes when the gate opens, and takes no other call before. */
  slow(input: { readonly gate: Promise<unknown>; readonly text: string }): readonly string[]
  /** Answers when the promise does; the mailbox goes on. */
  later(reply: Promise<string>): string
  crash(message: string): null
  /** Notes the text after a while, by a message to self. */
  remind(input: { readonly ms: number; readonly text: string }): null
  forget(input: null): null
  end(input: null): null
}

export interface Notes {
  readonly texts: readonly string[]
  readonly timer: Timer | null
}

type NotebookKind = ActorKind<Notebook, Notes>

export interface World {
  readonly sim: Sim
  readonly system: System
  /** Dead letters as `kind/id call`, crashes as `kind/id message`. */
  readonly lost: string[]
  readonly crashed: string[]
}

export function createWorld(options: Omit<SystemOptions, 'env'> = {}): World {
  const sim = createSim()
  const lost: string[] = []
  const crashed: string[] = []
  const system = createSystem({
    env: sim.env,
    onDeadLetter: (kind, id, call) => void lost.push(`${kind}/${id} ${call}`),
    onCrash: (kind, id, error) => void crashed.push(`${kind}/${id} ${error instanceof Error ? error.message : '?'}`),
    ...options,
  })
  return { sim, system, lost, crashed }
}

export const notebook = (differing: Partial<NotebookKind> = {}): NotebookKind => ({
  kind: 'notebook',
  mailbox: { capacity: 100, overflow: 'reject' },
  restart: { restartsMax: 1, withinMs: 1_000, backoffMs: 10 },
  idleMs: null,
  start: () => ({ texts: [], timer: null }),
  receive: {
    note: (notes, text) => noted(notes, text),
    async slow(notes, { gate, text }) {
      await gate
      return noted(notes, text)
    },
    later: (state, reply) => ({ state, reply }),
    crash(_notes, message) {
      throw new Error(message)
    },
    remind: (notes, { ms, text }, context) => ({
      state: { ...notes, timer: context.after(ms, 'note', text) },
      reply: null,
    }),
    forget(state) {
      state.timer?.cancel()
      return { state, reply: null }
    },
    end(state, _input, context) {
      context.passivate()
      return { state, reply: null }
    },
  },
  ...differing,
})

const noted = (notes: Notes, text: string) => {
  const texts = [...notes.texts, text]
  return { state: { ...notes, texts }, reply: texts }
}

/** What became of an ask: its reply, or the code of its fault. */
export const outcome = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((error: unknown) =>
    error instanceof Error && 'code' in error ? error.code : error instanceof Error ? error.message : '?',
  )

export const soon = { timeoutMs: 1_000 }
