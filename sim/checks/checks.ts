/**
 * The checkers: apart from the workload and from what is checked, they compare what was seen with the ledger of what was
 * stored. Some look at every frame and event as it passes, some at all copies now and then, some at the whole history once.
 */
import type { ChatId, Command, SubmissionId } from '@parley/protocol'
import type { Client, Settled } from '@parley/protocol/client'
import type { Device } from '../device.ts'
import type { Disk } from '../disk.ts'
import type { Network, Wiretap } from '../network.ts'
import type { Options } from '../options.ts'
import type { Process } from '../process.ts'
import type { Server } from '../server.ts'
import type { Universe } from '../world.ts'
import { checkBounds } from './bounds.ts'
import { createDiary, type Diary } from './diary.ts'
import { checkHistory } from './history.ts'
import { checkStore } from './projection.ts'
import { createViews } from './views.ts'
import { createWire } from './wire.ts'

export interface Checked {
  readonly world: Universe
  readonly options: Options
  readonly disk: Disk
}

export interface Checks extends Wiretap, Pick<Diary, 'submitted' | 'kept' | 'settled'> {
  watch(device: Device, client: Client, process: Process): void
  /** At every copy as it is now. `isFinal`: nothing is under way any more, so copies are equal, not only consistent. */
  look(scene: Scene, isFinal: boolean): void
}

export interface Scene {
  readonly devices: readonly Device[]
  readonly servers: readonly Server[]
  readonly network: Network
}

const storeEvery = 3

export function createChecks(checked: Checked): Checks {
  const { world, disk } = checked
  const diary = createDiary(checked)
  const wire = createWire(checked, diary.refused)
  const views = createViews(checked)
  let looks = 0
  return {
    submitted: diary.submitted,
    kept: diary.kept,
    settled: diary.settled,
    published: wire.published,
    told: wire.told,
    sent: wire.sent,
    watch(device, client, process) {
      wire.owners.set(device.name, device.user)
      const told = new Map<ChatId, number>()
      client.on((event) => {
        if (!process.isAlive) return
        switch (event.type) {
          case 'entry': {
            const { chat, entry } = event
            const before = told.get(chat) ?? 0
            if (entry.seq <= before) world.fail('once', `${device.name} was told entry ${entry.seq} of ${chat} twice.`)
            told.set(chat, entry.seq)
            wire.entry(chat, entry, `${device.name} was told`)
            return
          }
          case 'gone':
            told.delete(event.chat)
            world.reach('told gone')
            return
          case 'state':
          case 'chats':
          case 'visit':
          case 'rejected':
          case 'typing':
          case 'presence':
          case 'contact':
          case 'people':
          case 'unread':
          case 'marks':
          case 'settings':
          case 'failure':
        }
      })
    },
    look(scene, isFinal) {
      for (const device of scene.devices) views.check(device, isFinal)
      // Reading all of a store is the dearest look of all.
      looks += 1
      if (isFinal || looks % storeEvery === 0)
        for (const { name, running } of scene.servers)
          if (running !== null) checkStore(checked, name, running.store, isFinal)
      checkBounds(checked, scene)
      if (isFinal) checkHistory(world, disk, diary)
    },
  }
}

export type Submitting = (device: Device, chat: ChatId, id: SubmissionId, command: Command) => void
export type Keeping = (device: Device, chat: ChatId, id: SubmissionId) => void
export type Settling = (device: Device, chat: ChatId, id: SubmissionId, outcome: Settled) => void
