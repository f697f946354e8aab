/** One line from a device to the server: both its ends, and what is under way between them. */
import type { TransportHandlers } from '@parley/protocol/client'
import type { Connection, Socket } from '../server/http/socket.ts'
import type { Air, Host, Port } from './network.ts'
import { backpressureBytesMax } from './options.ts'
import type { Process } from './process.ts'

const abnormalClose = 1006
/** A duplicate follows this close. */
const duplicateMsMax = 50

export class Line {
  /** The node that it reached. */
  host: Host | null = null
  private socket: SimSocket | null = null
  private isClientOpen = true
  private isServerOpen = false
  /** Nothing arrives any more. */
  private isBroken = false
  private isSilent = false
  private upAt = 0
  private downAt = 0
  /** Of what the server sent: bytes not yet on the wire, frames not yet there. */
  private buffered = 0
  private underWay = 0
  private writingUntil = 0
  private writtenAt = 0

  constructor(
    private readonly air: Air,
    readonly port: Port,
    private readonly process: Process,
    private readonly handlers: TransportHandlers,
  ) {}

  get isOpen(): boolean {
    return this.isServerOpen && !this.isBroken
  }

  /** The dial reached a server. */
  arrive(host: Host): void {
    if (this.isBroken || !this.isClientOpen) {
      this.air.over(this)
      return
    }
    this.host = host
    this.isServerOpen = true
    // The system takes the call, even while the process stands still.
    host.process.deliver(() => {
      if (!this.isServerOpen) return
      const socket = new SimSocket(this, host.sockets.connection(this.port.name))
      this.socket = socket
      host.sockets.handler.open(socket)
    })
    this.toClient(() => this.handlers.onOpen())
  }

  /** From the client. */
  up(text: string): void {
    if (!this.isClientOpen) return
    this.send(text)
    const { world, options } = this.air
    if (!text.startsWith('{"t":"submit"') || !world.trouble(options.faults.duplicate)) return
    world.reach('submission duplicated')
    this.send(text, world.between(0, duplicateMsMax))
  }

  private send(text: string, extraMs = 0): void {
    this.toServer(() => {
      const { host, socket } = this
      if (host === null || socket === null) return
      this.air.world.note(`${this.port.name} up ${text}`)
      host.sockets.handler.message(socket, text)
    }, extraMs)
  }

  /** From the server. */
  down(text: string): void {
    if (!this.isServerOpen) return
    const { world, options } = this.air
    const rate = this.port.isSlow && !world.isCalm ? options.slowBytesPerMs : null
    const now = world.now()
    // A reader that keeps up has taken all that came before this moment.
    if (rate === null && !this.isSilent && this.writtenAt !== now) this.buffered = 0
    this.writtenAt = now
    this.buffered += text.length
    if (this.buffered > (world.isCalm ? backpressureBytesMax : options.backpressureBytes)) {
      world.reach('slow reader cut off')
      this.terminate()
      return
    }
    this.writingUntil = Math.max(now, this.writingUntil) + (rate === null ? 0 : text.length / rate)
    if (rate !== null && !this.isSilent && !this.isBroken)
      world.after(this.writingUntil - now, () => (this.buffered = Math.max(0, this.buffered - text.length)))
    this.underWay++
    this.toClient(() => {
      this.underWay--
      world.note(`${this.port.name} down ${text}`)
      this.handlers.onText(text)
    }, this.writingUntil - now)
  }

  /** The client closes. */
  leave(code: number): void {
    if (!this.isClientOpen) return
    this.toServer(() => this.endServer())
    this.endClient(code, '')
  }

  /** The server closes, after what it sent. */
  close(code: number, reason: string): void {
    if (!this.isServerOpen) return
    this.toClient(() => this.endClient(code, reason), this.writingUntil - this.air.world.now())
    this.endServer()
  }

  /** The server lets go without a word. */
  terminate(): void {
    const { world, latency } = this.air
    if (!this.isSilent) world.after(latency(), () => this.endClient(abnormalClose, ''))
    this.isBroken = true
    this.endServer()
  }

  cut(): void {
    const { world, latency } = this.air
    if (this.isBroken) return
    world.reach(this.underWay > 1 ? 'line cut within a burst' : 'line cut')
    world.note(`${this.port.name} cut`)
    this.isBroken = true
    if (this.host === null) this.air.over(this)
    world.after(latency(), () => this.endClient(abnormalClose, ''))
    world.after(latency(), () => this.endServer())
  }

  /** Nothing arrives any more, and neither end is told. */
  silence(): void {
    if (this.isBroken || this.isSilent) return
    this.air.world.reach('line fell silent')
    this.air.world.note(`${this.port.name} silent`)
    this.isSilent = true
  }

  /** The server's process, or its machine, is no more. */
  hostDied(isTold: boolean): void {
    const { world, latency, over } = this.air
    this.isServerOpen = false
    this.forget()
    if (!isTold) {
      this.isSilent = true
      return
    }
    this.isBroken = true
    over(this)
    world.after(latency(), () => this.endClient(abnormalClose, ''))
  }

  endClient(code: number, reason: string): void {
    if (!this.isClientOpen) return
    this.isClientOpen = false
    if (this.process.isAlive) this.handlers.onClose(code, reason)
  }

  /** Once; its handler runs in a turn of its own. */
  private endServer(): void {
    if (!this.isServerOpen) return
    this.isServerOpen = false
    this.forget()
    const { host, socket, air } = this
    air.over(this)
    if (host === null || socket === null) return
    air.world.after(0, () => host.process.deliver(() => host.sockets.handler.close(socket)))
  }

  subscribe(topic: string): void {
    const { host } = this
    if (!this.isServerOpen || host === null) return
    const lines = host.topics.get(topic) ?? new Set()
    host.topics.set(topic, lines.add(this))
  }

  unsubscribe(topic: string): void {
    if (!this.air.keepsTopics) this.host?.topics.get(topic)?.delete(this)
  }

  isSubscribed(topic: string): boolean {
    return this.host?.topics.get(topic)?.has(this) ?? false
  }

  /** To a topic's subscribers but this one. */
  publish(topic: string, text: string): void {
    for (const line of this.host?.topics.get(topic) ?? []) if (line !== this) line.down(text)
  }

  tell(text: string): void {
    this.air.tap.sent(this.port.name, text)
    this.down(text)
  }

  private forget(): void {
    for (const lines of this.host?.topics.values() ?? []) lines.delete(this)
  }

  private toServer(run: () => void, extraMs = 0): void {
    const { world, latency } = this.air
    this.upAt = Math.max(this.upAt, world.now() + latency() + extraMs)
    world.after(this.upAt - world.now(), () => {
      if (this.isBroken || this.isSilent) return
      this.host?.process.deliver(() => {
        if (this.isServerOpen) run()
      })
    })
  }

  private toClient(run: () => void, extraMs = 0): void {
    const { world, latency } = this.air
    this.downAt = Math.max(this.downAt, world.now() + latency() + Math.max(0, extraMs))
    world.after(this.downAt - world.now(), () => {
      if (!this.isBroken && !this.isSilent && this.isClientOpen) this.process.deliver(run)
    })
  }
}

/** The server's end, as Bun would have it. */
class SimSocket implements Socket {
  constructor(
    private readonly line: Line,
    readonly data: Connection,
  ) {}
  send(text: string): void {
    this.line.tell(text)
  }
  subscribe(topic: string): void {
    this.line.subscribe(topic)
  }
  unsubscribe(topic: string): void {
    this.line.unsubscribe(topic)
  }
  isSubscribed(topic: string): boolean {
    return this.line.isSubscribed(topic)
  }
  cork(run: () => void): void {
    run()
  }
  publish(topic: string, text: string): void {
    this.line.publish(topic, text)
  }
  close(code: number, reason: string): void {
    this.line.close(code, reason)
  }
  terminate(): void {
    this.line.terminate()
  }
}
