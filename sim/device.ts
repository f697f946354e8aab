/** One device of a person: the real client over a simulated line and storage, which may be killed, restarted and offline. */
import type { ChatId, Command, SessionId, SubmissionId, UserId } from '@parley/protocol'
import { type Client, createClient, type Settled } from '@parley/protocol/client'
import type { Checks } from './checks/checks.ts'
import type { Mutation } from './mutants/mutation.ts'
import type { Network, Port } from './network.ts'
import type { Options } from './options.ts'
import { createProcess, type Process } from './process.ts'
import { tokenOf } from './server.ts'
import { createSimStorage, type SimStorage } from './storage.ts'
import type { World } from './world.ts'

export interface DeviceWorld {
  readonly world: World
  readonly options: Options
  readonly network: Network
  /** The clock that tokens are made by. */
  issuedAt(): number
  readonly checks: Checks
  readonly mutation: Mutation
}

export class Device {
  readonly port: Port
  readonly storage: SimStorage
  /** `null` while it is killed. */
  client: Client | null = null
  /** It has read its storage: people see something, and can act. */
  isReady = false
  /** Runs once, when it has submitted something. */
  onSubmit: (() => void) | null = null
  private process: Process | null = null
  private readonly skewMs: number
  private expiresAt: number
  /** What it submitted, for doing it again. */
  readonly submitted: { readonly chat: ChatId; readonly command: Command; readonly id: SubmissionId }[] = []

  constructor(
    private readonly given: DeviceWorld,
    readonly name: string,
    readonly user: UserId,
    readonly session: SessionId,
  ) {
    const { world, options, network } = given
    this.port = network.port(name, options.slowBytesPerMs !== null && world.chance(0.5))
    this.storage = createSimStorage(world, options.storageMsMax)
    this.skewMs = world.between(-options.clientSkewMsMax, options.clientSkewMsMax)
    this.expiresAt = given.issuedAt() + options.tokenMs
  }

  start(): void {
    const { world, options, checks, mutation } = this.given
    const issuedAt = (): number => this.given.issuedAt()
    const process = createProcess(world, this.skewMs)
    const storage = this.storage.open(process)
    const token = (): string => tokenOf(this.user, this.session, this.expiresAt)
    const client = createClient({
      url: 'wss://simulated',
      transport: this.port.transport(process),
      storage: mutation.storage?.(storage) ?? storage,
      env: process,
      tokens: {
        current: () => Promise.resolve(token()),
        refresh: () => {
          world.reach('token renewed')
          this.expiresAt = issuedAt() + options.tokenMs
          return Promise.resolve(token())
        },
      },
    })
    this.process = process
    this.client = client
    this.isReady = false
    checks.watch(this, client, process)
    world.note(`${this.name} starts`)
    void client.start().then(() => {
      this.isReady = this.process === process
    })
  }

  submit(chat: ChatId, command: Command, again?: SubmissionId): void {
    const { client, process } = this
    if (client === null || process === null) return
    const { world, checks } = this.given
    const { id, stored, settled } = client.submit(chat, command, again === undefined ? {} : { id: again })
    world.note(`${this.name} submits ${command.type} ${id}`)
    if (again === undefined) this.submitted.push({ chat, command, id })
    checks.submitted(this, chat, id, command)
    let isStored = false
    void stored.then(
      () => {
        isStored = true
        if (process.isAlive) checks.kept(this, chat, id)
      },
      () => undefined,
    )
    void settled.then((outcome: Settled) => {
      if (process.isAlive) checks.settled(this, chat, id, outcome)
    })
    this.unstored.add(() => isStored)
    this.onSubmit?.()
  }

  private readonly unstored = new Set<() => boolean>()

  /** Kills it; what its storage had not written is lost. */
  kill(isTold: boolean): void {
    if (this.client === null || this.process === null) return
    const { world, network } = this.given
    for (const isStored of this.unstored) if (!isStored()) world.reach('client killed before it had stored')
    this.unstored.clear()
    world.note(`${this.name} killed`)
    this.process.kill()
    this.process = null
    this.client = null
    this.isReady = false
    for (const line of network.linesOf(this.name)) {
      if (isTold) line.cut()
      else line.silence()
    }
  }

  goOffline(): void {
    const { world, network } = this.given
    world.reach('client offline')
    this.port.isUp = false
    for (const line of network.linesOf(this.name)) line.cut()
  }

  goOnline(): void {
    this.port.isUp = true
    this.client?.retry()
  }
}
