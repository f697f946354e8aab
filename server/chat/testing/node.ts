/** One node of a simulated world: the real store, feed, hub and chat actors over a log and records that others may share. */
import { createSystem } from '@parley/actors'
import type { Sim } from '@parley/actors/sim'
import { type ChatId, type Command, newSubmissionId, type Submission, type UserId } from '@parley/protocol'
import { sha256 } from '../../accounts/digest.ts'
import { startFeed } from '../../feed/main.ts'
import { createHub } from '../../feed/hub.ts'
import { createPresences } from '../../feed/presences.ts'
import type { Following, Log } from '../../log/log.ts'
import type { Records } from '../../records/records.ts'
import { openStore } from '../../store/main.ts'
import { chatKind, type Submitted } from '../chatActor.ts'
import { createAir } from './air.ts'

const [stepMs, stepsMax] = [20, 1_000]
/** Longer than `over` waits. */
const timeoutMs = 600_000

const silence: Following = { caughtUp: Promise.resolve(), stop: () => undefined }

interface NodeOptions {
  readonly sim: Sim
  readonly log: Log
  readonly records: Records
  /** The store's file. */
  readonly path?: string
  /** Its feed hears nothing, so that its store stays behind the log. */
  readonly isDeaf?: boolean
}

export function startNode({ sim, log, records, path = ':memory:', isDeaf = false }: NodeOptions) {
  const { env } = sim
  const defects: unknown[] = []
  const onDefect = (error: unknown): void => void defects.push(error)
  const store = openStore({ path, epoch: log.epoch, sha256, boot: null, env })
  const air = createAir()
  const hub = createHub(air.publish)
  const presences = createPresences(hub, store)
  const heard = isDeaf ? { ...log, follow: () => silence } : log
  const feed = startFeed({ log: heard, records, store, hub, presences, env, onDefect })
  const system = createSystem({ env, onCrash: (_kind, _id, error) => onDefect(error) })
  const chats = system.register(chatKind(log, store))
  const send = (chat: ChatId, by: UserId, submission: Submission, behind?: Submission): Promise<Submitted> =>
    chats(chat).ask('submit', { by, submission, ...(behind === undefined ? {} : { behind: behind.id }) }, { timeoutMs })

  return {
    store,
    hub,
    air,
    presences,
    feed,
    system,
    /** What went wrong where nobody was told. */
    defects,
    send,
    do: (chat: ChatId, by: UserId, command: Command): Promise<Submitted> =>
      send(chat, by, { id: newSubmissionId(env), command }),
    /** As a process ends in order: what the store holds is committed. */
    stop(): void {
      feed.stop()
      store.close()
    },
  }
}

/** Moves the clock until a promise is settled, as long as there is something that time may bring. */
export async function over<T>(sim: Sim, promise: Promise<T>): Promise<T> {
  const told = { isOver: false }
  const end = (): void => void (told.isOver = true)
  promise.then(end, end)
  for (let step = 0; !told.isOver && step < stepsMax; step++) await sim.advance(stepMs)
  if (!told.isOver) throw new Error(`It was not over after ${stepsMax * stepMs} ms.`)
  return promise
}
