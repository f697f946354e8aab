/** Session actors on a simulated clock: the real store and feed, tokens that are what a test says, and chats that answer when told. */
import { createSystem } from '@parley/actors'
import { createSim } from '@parley/actors/sim'
import {
  type ChatId,
  failure,
  FailureError,
  newSessionId,
  newUserId,
  type SessionId,
  type Submission,
  type UpFrame,
  type UserId,
} from '@parley/protocol'
import { sha256 } from '../../accounts/digest.ts'
import { noBus } from '../../feed/bus.ts'
import { createHub } from '../../feed/hub.ts'
import { createLag } from '../../feed/lag.ts'
import { createPresences } from '../../feed/presences.ts'
import { createMemoryLog } from '../../log/memory.ts'
import { createMemoryRecords } from '../../records/memory.ts'
import { openStore } from '../../store/main.ts'
import type { AccessTokens } from '../accessTokens.ts'
import type { Submitted } from '../chatActor.ts'
import type { LiveChats } from '../liveChats.ts'
import { resumeBounds } from '../resume.ts'
import { sessionKind } from '../sessionActor.ts'
import { userKind } from '../userActor.ts'
import { createAir, type FakeLink } from './air.ts'

type Identity = Exclude<Awaited<ReturnType<AccessTokens['inspect']>>, string>

/** A submission that reached the chats, and how it ends. */
interface Asked {
  readonly by: UserId
  readonly chat: ChatId
  readonly submission: Submission
  end(submitted: Submitted): void
  throw(error: unknown): void
}

export interface Device {
  readonly link: FakeLink
  /** Frames in the order in which the socket brings them. */
  say(...frames: readonly UpFrame[]): Promise<void>
  /** The socket is gone. */
  leave(): Promise<void>
}

const startsAt = 1_764_000_000_000

export function openSessions() {
  const sim = createSim({ startsAt })
  const { env } = sim
  const defects: unknown[] = []
  const onDefect = (error: unknown): void => void defects.push(error)
  const log = createMemoryLog(env, onDefect)
  const store = openStore({ path: ':memory:', epoch: log.epoch, sha256, boot: null, env })
  const air = createAir()
  const hub = createHub(air.publish)
  const presences = createPresences(hub, store)
  const system = createSystem({ env, onCrash: (_kind, _id, error) => onDefect(error) })
  const records = createMemoryRecords(onDefect)
  const lag = createLag({ log, records, store, env })
  const user = system.register(userKind({ records, store, presences, onDefect }))

  const identities = new Map<string, Identity>()
  /** How long it takes to look at a token. */
  const inspection = { takesMs: 0 }
  const asked: Asked[] = []
  const links = new Map<string, FakeLink>()
  const no = (): never => {
    throw new FailureError(failure('notFound', 'There is no such chat.'))
  }
  const chats: LiveChats = {
    ask(by, chat, submission) {
      const { promise, resolve, reject } = Promise.withResolvers<Submitted>()
      asked.push({ by, chat, submission, end: resolve, throw: reject })
      return promise
    },
    submit: no,
    list: () => [],
    show: no,
    query: no,
    mark: no,
  }
  const session = system.register(
    sessionKind({
      hub,
      bus: noBus,
      lag,
      log,
      store,
      presences,
      chats,
      tokens: {
        async inspect(token) {
          if (inspection.takesMs > 0) await new Promise<void>((resolve) => void env.after(inspection.takesMs, resolve))
          const identity = identities.get(token)
          if (identity === undefined) return 'invalid'
          return identity.expiresAt <= env.now() ? 'expired' : identity
        },
      },
      link: (connection) => links.get(connection) ?? null,
      user,
      bounds: resumeBounds,
      onDefect,
    }),
  )
  let made = 0

  return {
    sim,
    log,
    store,
    hub,
    presences,
    system,
    defects,
    asked,
    inspection,
    now: env.now,
    /** Somebody with an account. */
    person(username: string): UserId {
      const id = newUserId(env)
      store.people.putUser({ id, username, name: username, createdAt: env.now() })
      return id
    },
    /** A log-in that lasts long. */
    login(user: UserId): SessionId {
      const id = newSessionId(env)
      store.people.putSession({ id, user, endsAt: env.now() + 90 * 86_400_000 })
      return id
    },
    token(user: UserId, session: SessionId, lastsMs: number): string {
      const token = `token ${++made}`
      identities.set(token, { user, session, expiresAt: env.now() + lastsMs })
      return token
    },
    async connect(): Promise<Device> {
      const connection = `connection ${++made}`
      const link = air.link()
      links.set(connection, link)
      const ref = session(connection)
      ref.tell('opened', null)
      await sim.settle()
      return {
        link,
        async say(...frames) {
          for (const frame of frames) ref.tell('frame', frame)
          await sim.settle()
        },
        async leave() {
          links.delete(connection)
          ref.tell('closed', null)
          await sim.settle()
        },
      }
    },
  }
}

export type Sessions = ReturnType<typeof openSessions>
