/** One socket of the protocol, spoken by hand: what it was told, and waiting for what it will be told. */
import { createCodec, type DownFrame, interpreted } from '@parley/protocol'

export interface Socket {
  /** All frames that came, in order. */
  readonly frames: readonly DownFrame[]
  send(frame: object): void
  /** Any text or bytes. */
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void
  /** The first frame, of those that came and those to come, that matches. Rejects when the socket closes before. */
  next(matches: (frame: DownFrame) => boolean): Promise<DownFrame>
  /** Everything that the server had to say to what was sent so far: it answers in order. */
  settled(): Promise<void>
  /** The close code. */
  readonly closed: Promise<number>
  close(): void
}

const codec = createCodec(interpreted)

export async function openSocket(server: string, headers: Readonly<Record<string, string>> = {}): Promise<Socket> {
  const link = new WebSocket(`${server.replace(/^http/, 'ws')}/ws`, { headers })
  const frames: DownFrame[] = []
  const waiting = new Set<{
    matches(frame: DownFrame): boolean
    resolve(frame: DownFrame): void
    reject(error: Error): void
  }>()
  const { promise: closed, resolve: resolveClosed } = Promise.withResolvers<number>()
  const opened = Promise.withResolvers<void>()
  let closeCode: number | null = null
  const gone = (): Error =>
    new Error(`The socket closed with ${closeCode}. It had heard ${JSON.stringify(frames.slice(-3))}`)

  link.addEventListener('open', () => opened.resolve())
  link.addEventListener('close', ({ code }) => {
    closeCode = code
    resolveClosed(code)
    opened.reject(gone())
    for (const one of waiting) one.reject(gone())
  })
  link.addEventListener('message', ({ data }) => {
    const decoded = codec.decodeDown(String(data))
    if ('failure' in decoded) throw new Error(`The server said what the protocol does not know: ${String(data)}`)
    frames.push(decoded.frame)
    for (const one of waiting)
      if (one.matches(decoded.frame)) {
        waiting.delete(one)
        one.resolve(decoded.frame)
      }
  })
  await opened.promise

  const next = (matches: (frame: DownFrame) => boolean): Promise<DownFrame> => {
    const found = frames.find(matches)
    if (found !== undefined) return Promise.resolve(found)
    if (closeCode !== null) return Promise.reject(gone())
    return new Promise((resolve, reject) => waiting.add({ matches, resolve, reject }))
  }
  let asked = 1_000_000
  return {
    frames,
    send: (frame) => link.send(JSON.stringify(frame)),
    sendRaw: (data) => link.send(data),
    next,
    async settled() {
      const id = asked++
      link.send(JSON.stringify({ t: 'ask', id, query: { type: 'people', ids: [] } }))
      await next((frame) => frame.t === 'answer' && frame.id === id)
    },
    closed,
    close: () => link.close(),
  }
}
