/** A WebSocket made of a TCP connection: it sends what a browser would not, and stops reading when it is told to. */
import { connect, type Socket } from 'node:net'

export interface RawSocket {
  /** A masked frame (RFC 6455, section 5.2). */
  sendFrame(opcode: number, payload: Uint8Array): void
  sendText(text: string): void
  /** Bytes as they are. */
  sendBytes(bytes: Uint8Array): void
  /** Reads no more: what the server sends stays on its side, once the system's own buffers are full. */
  stopReading(): void
  goOnReading(): void
  /** Text frames that came so far. */
  readonly texts: readonly string[]
  /** Resolves when a text frame that matches has come. */
  next(matches: (text: string) => boolean): Promise<string>
  /** The server's close code, or `null` where the connection just ended. */
  readonly ended: Promise<number | null>
  end(): void
}

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9 } as const

export async function openRawSocket(server: string): Promise<RawSocket> {
  const { hostname, port, host } = new URL(server)
  const socket = connect({ host: hostname, port: Number(port) })
  const texts: string[] = []
  const waiting = new Set<{ matches(text: string): boolean; resolve(text: string): void }>()
  const upgraded = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<number | null>()
  let code: number | null = null
  let isUpgraded = false
  let rest = Buffer.alloc(0)

  const take = (opcode: number, payload: Buffer): void => {
    if (opcode === opcodes.close) code = payload.length >= 2 ? payload.readUInt16BE(0) : null
    if (opcode !== opcodes.text) return
    const text = payload.toString()
    texts.push(text)
    for (const one of waiting)
      if (one.matches(text)) {
        waiting.delete(one)
        one.resolve(text)
      }
  }
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    if (!isUpgraded) {
      const end = rest.indexOf('\r\n\r\n')
      if (end === -1) return
      rest = rest.subarray(end + 4)
      isUpgraded = true
      upgraded.resolve()
    }
    for (let frame = readFrame(rest); frame !== null; frame = readFrame(rest)) {
      rest = rest.subarray(frame.bytes)
      take(frame.opcode, frame.payload)
    }
  })
  // A reset is an end like another.
  socket.on('error', () => ended.resolve(code))
  socket.on('close', () => {
    ended.resolve(code)
    upgraded.reject(new Error('The server would not upgrade.'))
  })
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await upgraded.promise
  const sendFrame = (opcode: number, payload: Uint8Array): void => write(socket, opcode, payload)
  return {
    sendFrame,
    sendText: (text) => sendFrame(opcodes.text, Buffer.from(text)),
    sendBytes: (bytes) => void socket.write(bytes),
    stopReading: () => void socket.pause(),
    goOnReading: () => void socket.resume(),
    texts,
    next: (matches) => {
      const found = texts.find(matches)
      return found === undefined ? new Promise((resolve) => waiting.add({ matches, resolve })) : Promise.resolve(found)
    },
    ended: ended.promise,
    end: () => void socket.destroy(),
  }
}

/** A mask of zeros leaves the payload as it is. */
function write(socket: Socket, opcode: number, payload: Uint8Array): void {
  const head = Buffer.alloc(14)
  head[0] = 0x80 | opcode
  const { length } = payload
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8
  head[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127)
  if (extra === 2) head.writeUInt16BE(length, 2)
  if (extra === 8) head.writeBigUInt64BE(BigInt(length), 2)
  socket.write(Buffer.concat([head.subarray(0, 2 + extra + 4), payload]))
}

/** A server's frames are not masked, and Bun's are never split. */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; bytes: number } | null {
  if (bytes.length < 2) return null
  const short = bytes.readUInt8(1) & 0x7f
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < start) return null
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < start + length) return null
  return {
    opcode: bytes.readUInt8(0) & 0x0f,
    payload: bytes.subarray(start, start + length),
    bytes: start + length,
  }
}
