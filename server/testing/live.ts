/** A real server in this process, and raw sockets that speak the protocol to it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ChatId,
  type Command,
  createCodec,
  type DownFrame,
  type DownFrames,
  encode,
  interpreted,
  isChatId,
  isUserId,
  newChatId,
  newSubmissionId,
  type SubmissionId,
  type UpFrame,
  type UserId,
} from '@parley/protocol'
import { realEnv } from '@parley/actors'
import { readConfig } from '../config.ts'
import { Fields, password } from '../http/testing/edge.ts'
import { type Running, serve } from '../main.ts'
import { secureRandom } from '../random.ts'

const codec = createCodec(interpreted)
const ids = { ...realEnv, random: secureRandom }
/** Longer than anything takes that happens at all. */
const patienceMs = 5_000

export const chatIdOf = (text: string): ChatId => known(text, isChatId)
export const newChat = (): ChatId => newChatId(ids)
export const newSubmission = (): SubmissionId => newSubmissionId(ids)
export const say = (text: string): Command => ({ type: 'post', content: { kind: 'text', text } })

function known<Id extends string>(text: string, isId: (text: string) => text is Id): Id {
  if (!isId(text)) throw new Error(`"${text}" is no id.`)
  return text
}

export interface Person {
  readonly id: UserId
  readonly username: string
  readonly token: string
}

export interface Closed {
  readonly code: number
  readonly reason: string
}

/** One socket and all that came on it. */
export class Line {
  readonly frames: DownFrame[] = []
  readonly closed: Promise<Closed>
  readonly #socket: WebSocket
  readonly #watchers = new Set<() => void>()
  readonly #opened: Promise<void>

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    const opened = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<Closed>()
    this.#opened = opened.promise
    this.closed = closed.promise
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { ...headers } })
    this.#socket.addEventListener('open', () => opened.resolve())
    this.#socket.addEventListener('close', ({ code, reason }) => {
      closed.resolve({ code, reason })
      opened.reject(new Error(`The socket was closed with ${code}.`))
    })
    this.#socket.addEventListener('message', ({ data }) => {
      const decoded = codec.decodeDown(String(data))
      if ('failure' in decoded) throw new Error(`The server said what no frame is: ${String(data)}`)
      this.frames.push(decoded.frame)
      for (const watcher of this.#watchers) watcher()
    })
    opened.promise.catch(() => undefined)
  }

  open(): Promise<void> {
    return this.#opened
  }

  send(...frames: readonly UpFrame[]): void {
    for (const frame of frames) this.#socket.send(encode(frame))
  }

  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data)
  }

  /** Settles when this is so; it is asked again after each frame. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const watcher = (): void => {
      if (isSo()) resolve()
    }
    const cancel = realEnv.after(patienceMs, () => {
      reject(new Error(`What was waited for did not come, but ${JSON.stringify(this.frames).slice(0, 2_000)}`))
    })
    this.#watchers.add(watcher)
    await promise.finally(() => {
      cancel()
      this.#watchers.delete(watcher)
    })
  }

  /** The first frame of this kind, there or to come, of which `isIt` is true. */
  async next<Kind extends keyof DownFrames>(
    kind: Kind,
    isIt: (frame: DownFrames[Kind]) => boolean = () => true,
  ): Promise<DownFrames[Kind]> {
    const ofKind = (frame: DownFrame): frame is DownFrame & DownFrames[Kind] => frame.t === kind
    const found: DownFrames[Kind][] = []
    let at = 0
    await this.until(() => {
      for (const frame of this.frames.slice(at)) if (ofKind(frame) && isIt(frame)) found.push(frame)
      at = this.frames.length
      return found.length > 0
    })
    const [first] = found
    if (first === undefined) throw new Error(`No ${kind} came.`)
    return first
  }

  /** All that was said until now has been handled and answered, but for what waits for the disk. */
  async settled(): Promise<void> {
    const before = this.count('pong')
    this.send({ t: 'ping' })
    await this.until(() => this.count('pong') > before)
  }

  count(kind: DownFrame['t']): number {
    return this.frames.filter(({ t }) => t === kind).length
  }

  kinds(): DownFrame['t'][] {
    return this.frames.map(({ t }) => t)
  }

  forget(): void {
    this.frames.length = 0
  }

  close(): Promise<Closed> {
    this.#socket.close()
    return this.closed
  }
}

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'parley-live-'))

export async function openLive(flags: Readonly<Record<string, string>> = {}, folder: string = tempFolder()) {
  const running = await serve(
    readConfig({ flags: { port: '0', data: folder, log: 'off', registrationsPerHour: '0', ...flags }, env: {} }),
  )
  return new Live(running, folder)
}

export class Live {
  readonly #lines: Line[] = []
  #stopped: Promise<void> | null = null

  constructor(
    readonly running: Running,
    readonly folder: string,
  ) {}

  get url(): string {
    return this.running.url
  }

  async ask(method: string, path: string, token: string | null, body?: unknown): Promise<Fields> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${text}`)
    return new Fields(text === '' ? {} : JSON.parse(text))
  }

  async register(username: string): Promise<Person> {
    const email = `${username}@example.org`
    return toPerson(await this.ask('POST', '/api/auth/register', null, { username, email, password }))
  }

  async login(username: string): Promise<Person> {
    return toPerson(await this.ask('POST', '/api/auth/login', null, { username, password }))
  }

  async group(by: Person, title: string, ...members: readonly Person[]): Promise<ChatId> {
    const body = { type: 'group', title, members: members.map(({ id }) => id) }
    return chatIdOf((await this.ask('POST', '/api/chats', by.token, body)).text('id'))
  }

  /** Answers the message's seq. */
  async post(by: Person, chat: ChatId, text: string): Promise<number> {
    return Number((await this.ask('POST', `/api/chats/${chat}/messages`, by.token, { text })).at('seq').value)
  }

  /** An open socket that has said nothing. */
  async line(headers: Readonly<Record<string, string>> = {}): Promise<Line> {
    const line = new Line(this.url, headers)
    this.#lines.push(line)
    await line.open()
    return line
  }

  /** A socket that said hello and is ready. */
  async enter(person: Person, more: Omit<Extract<UpFrame, { t: 'hello' }>, 't' | 'versions' | 'token'> = {}) {
    const line = await this.line()
    line.send({ t: 'hello', versions: [1, 1], token: person.token, ...more })
    await line.next('ready')
    return line
  }

  /** Stops the server in order; the folder stays. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.running.stop())
  }

  async close(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close()))
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const toPerson = (json: Fields): Person => ({
  id: known(json.text('user', 'id'), isUserId),
  username: json.text('user', 'username'),
  token: json.text('token'),
})
