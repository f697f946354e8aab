/** What people do: mostly write, sometimes change, sometimes what they may not. */
import { type ChatId, type Command, newChatId, privateChatId, type Role, type UserId } from '@parley/protocol'
import { sha256 } from '../server/accounts/digest.ts'
import type { Device } from './device.ts'
import type { Options } from './options.ts'
import type { World } from './world.ts'

interface Work {
  readonly world: World
  readonly options: Options
  readonly devices: readonly Device[]
  readonly users: readonly UserId[]
}

const roles: readonly Role[] = ['administrator', 'moderator', 'member', 'owner']

/** Acts until it is stopped. */
export function startWorkload({ world, options, devices, users }: Work): {
  stop(): void
} {
  const chats: ChatId[] = []
  let isOver = false
  let words = 0

  const text = (): string => `${(words += 1)} ${'word '.repeat(world.between(0, 6))}`
  const someone = (): UserId | undefined => world.pick(users)

  function create(device: Device): void {
    const other = someone()
    const asPrivate = other !== undefined && other !== device.user && world.chance(0.3)
    const id = asPrivate ? privateChatId(sha256, device.user, other) : newChatId(world)
    if (!chats.includes(id)) chats.push(id)
    const members = asPrivate ? [other] : users.filter((user) => user !== device.user && world.chance(0.7))
    device.submit(
      id,
      asPrivate
        ? { type: 'create', chatType: 'private', members }
        : { type: 'create', chatType: world.chance(0.8) ? 'group' : 'channel', title: text(), members },
    )
  }

  function command(device: Device, chat: ChatId): Command | null {
    const messages = device.client?.chat(chat)?.messages ?? []
    const seq = world.pick(messages)?.seq ?? world.between(1, 5)
    const who = someone()
    const dice = world.random()
    const content = { kind: 'text' as const, text: text() }
    if (dice < 0.6) return { type: 'post', content }
    if (dice < 0.66) return { type: 'post', content, replyTo: seq }
    if (dice < 0.74) return { type: 'edit', seq, content }
    if (dice < 0.82) return { type: 'delete', seq }
    if (dice < 0.85) return { type: 'changeInfo', title: text() }
    if (who === undefined) return null
    if (dice < 0.9) return { type: 'addMembers', members: [who] }
    if (dice < 0.94) return { type: 'removeMember', member: who }
    if (dice < 0.97) return { type: 'changeRole', member: who, role: world.pick(roles) ?? 'member' }
    return { type: 'leave' }
  }

  function act(device: Device): void {
    const { client } = device
    if (client === null || !device.isReady) return
    if (chats.length < options.chats && (chats.length === 0 || world.chance(0.3))) {
      create(device)
      return
    }
    const chat = world.pick(chats)
    if (chat === undefined) return
    const dice = world.random()
    const view = client.chat(chat)
    if (dice < 0.62) {
      const next = command(device, chat)
      if (next !== null) device.submit(chat, next)
    } else if (dice < 0.68) {
      // In one breath, as somebody pastes.
      for (let left = world.between(2, 5); left > 0; left--)
        device.submit(chat, { type: 'post', content: { kind: 'text', text: text() } })
    } else if (dice < 0.82) {
      if (view !== null) client.mark(chat, { read: world.chance(0.7) ? view.seq : world.between(0, view.seq) })
    } else if (dice < 0.86) client.typing(chat, true)
    else if (dice < 0.9) client.presence(world.chance(0.5) ? 'away' : 'online')
    else if (dice < 0.94) client.setSetting(`draft/${chat}`, world.chance(0.3) ? null : text())
    else if (dice < 0.97) {
      world.reach('older page loaded')
      client.loadOlder(chat).catch(() => undefined)
    } else {
      const again = world.pick(device.submitted)
      if (again !== undefined) device.submit(again.chat, again.command, again.id)
    }
  }

  for (const device of devices) {
    const next = (): void => {
      if (isOver) return
      act(device)
      world.after(world.between(0, 2 * options.actEveryMs), next)
    }
    world.after(world.between(0, options.actEveryMs), next)
  }
  return {
    stop() {
      isOver = true
    },
  }
}
