/**
 * Two nodes in one process over one log and one set of records: the whole server but its sockets' transport. The second one hears
 * of nothing while it is held, until it looks for itself: then it hears what it missed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realEnv } from '@parley/actors'
import { type ChatId, createCodec, type DownFrame, encode, interpreted, type UpFrame } from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'
import { lagging } from '../chat/testing/lagging.ts'
import { compose, loadEdge, type Parts } from '../composition.ts'
import { readConfig } from '../config.ts'
import { Fields, password, type Session, toSession } from '../http/testing/edge.ts'
import { createJournal } from '../journal.ts'
import type { ImportingLog, LogEntry } from '../log/log.ts'
import { createMemoryLog } from '../log/memory.ts'
import { createMemoryRecords } from '../records/memory.ts'
import type { RecordEntry, Records } from '../records/records.ts'

const codec = createCodec(interpreted)
const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))

interface Answer {
  readonly status: number
  readonly json: Fields
}

interface Line {
  readonly frames: readonly DownFrame[]
  send(frame: UpFrame): void
  /** Settles with the frames when there are some for which this is so. */
  until(isSo: (frames: readonly DownFrame[]) => boolean): Promise<readonly DownFrame[]>
}

const rethrow = (error: unknown): never => {
  throw error
}

async function openNode(folder: string, parts: Pick<Parts, 'log' | 'records' | 'key'>) {
  const lines = new Map<string, Set<(text: string) => void>>()
  const journal: string[] = []
  const world = {
    env: realEnv,
    sha256,
    randomBytes,
    boot: null,
    hostName: 'test',
    publish: (topic: string, text: string) => lines.get(topic)?.forEach((hear) => hear(text)),
    subscribers: (topic: string) => lines.get(topic)?.size ?? 0,
    journal: createJournal((line) => void journal.push(line), 'warn', realEnv.now),
  }
  const config = readConfig({ flags: { data: folder }, env: {} })
  const composition = compose(config, world, await loadEdge(), { ...parts, source: null, readiness: () => ({}) })
  await composition.caughtUp
  const { api, sockets } = composition

  const ask = async (method: string, path: string, as: Session | null, body?: unknown): Promise<Answer> => {
    const headers = {
      ...(as === null ? {} : { authorization: `Bearer ${as.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await api.fetch(new Request(`http://parley.test${path}`, init), () => '127.0.0.1')
    const text = await response.text()
    return { status: response.status, json: new Fields(text === '' ? {} : JSON.parse(text)) }
  }

  const connect = (): Line => {
    const frames: DownFrame[] = []
    const watchers = new Set<() => void>()
    const hear = (text: string): void => {
      const decoded = codec.decodeDown(text)
      if ('failure' in decoded) throw new Error(`No frame of the protocol: ${text}`)
      frames.push(decoded.frame)
      for (const watcher of watchers) watcher()
    }
    const data = sockets.connection('127.0.0.1')
    const end = (): void => {
      for (const hearing of lines.values()) hearing.delete(hear)
      sockets.handler.close(socket)
    }
    const socket = {
      data,
      send: hear,
      subscribe: (topic: string) => void lines.set(topic, (lines.get(topic) ?? new Set()).add(hear)),
      unsubscribe: (topic: string) => void lines.get(topic)?.delete(hear),
      isSubscribed: (topic: string) => lines.get(topic)?.has(hear) ?? false,
      cork: (run: () => void) => run(),
      publish: (topic: string, text: string) =>
        lines.get(topic)?.forEach((other) => {
          if (other !== hear) other(text)
        }),
      close: end,
      terminate: end,
    }
    sockets.handler.open(socket)
    return {
      frames,
      send: (frame) => sockets.handler.message(socket, encode(frame)),
      async until(isSo) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const watcher = (): void => {
          if (isSo(frames)) resolve()
        }
        watchers.add(watcher)
        watcher()
        await promise
        watchers.delete(watcher)
        return frames
      },
    }
  }

  return { ask, connect, journal, close: () => composition.close(1_000) }
}

export async function openTwoNodes() {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'parley-two-')))
  const [first = '', second = ''] = folders
  const log = createMemoryLog(realEnv, rethrow)
  const records = createMemoryRecords(rethrow)
  const key = randomBytes(32)
  const heldLog = lagging<LogEntry, ImportingLog>(log)
  const heldRecords = lagging<RecordEntry, Records>(records)
  let looks = 0
  /** Hears what it missed only after it has its answer. */
  const seeing =
    <Call extends readonly unknown[], Found>(look: (...call: Call) => Promise<Found>, release: () => void) =>
    async (...call: Call): Promise<Found> => {
      looks++
      const found = await look(...call)
      setImmediate(release)
      return found
    }
  const late = {
    log: { ...heldLog, head: seeing((chat: ChatId) => log.head(chat), heldLog.release) },
    records: {
      ...heldRecords,
      get: seeing((of: string) => records.get(of), heldRecords.release),
      list: seeing((prefix: string) => records.list(prefix), heldRecords.release),
    },
  }
  const one = await openNode(first, { log, records, key })
  const other = await openNode(second, { ...late, key })

  return {
    one,
    other,
    log,
    records,
    looks: () => looks,
    /** From now on the second node hears nothing. */
    hold(): void {
      heldLog.hold()
      heldRecords.hold()
    },
    holdRecords: heldRecords.hold,
    release(): void {
      heldLog.release()
      heldRecords.release()
    },
    async register(username: string): Promise<Session> {
      const body = { username, email: `${username}@example.org`, password }
      return toSession((await one.ask('POST', '/api/auth/register', null, body)).json)
    },
    async close(): Promise<void> {
      await Promise.all([one.close(), other.close()])
      for (const folder of folders) rmSync(folder, { recursive: true })
    },
  }
}

export type TwoNodes = Awaited<ReturnType<typeof openTwoNodes>>
