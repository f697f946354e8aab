/** Who is writing: what is heard ends by itself, and what is said is repeated no more often than it must be. */
import type { UpFrames } from '../frame.ts'
import type { ChatId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { ClientEnv } from './env.ts'

export interface Typing {
  /** With every key. */
  say(chat: ChatId, on: boolean): void
  /** The words were sent: nothing is to be said any more, because the message says it. */
  sent(chat: ChatId): void
  hear(chat: ChatId, user: UserId, on: boolean): void
  of(chat: ChatId): readonly UserId[]
  /** The connection is gone, and with it everything that was heard. */
  lost(): void
}

export interface TypingPorts {
  readonly env: ClientEnv
  readonly send: (frame: UpFrames['typing']) => void
  readonly onChange: (chat: ChatId, user: UserId, on: boolean) => void
}

export function createTyping({ env, send, onChange }: TypingPorts): Typing {
  const heard = new Map<ChatId, Map<UserId, () => void>>()
  const said = new Map<ChatId, { readonly at: number; readonly cancel: () => void }>()

  function stop(chat: ChatId, isTold: boolean): void {
    const before = said.get(chat)
    if (before === undefined) return
    before.cancel()
    said.delete(chat)
    if (isTold) send({ t: 'typing', chat, on: false })
  }

  function end(chat: ChatId, user: UserId): void {
    const users = heard.get(chat)
    const cancel = users?.get(user)
    if (users === undefined || cancel === undefined) return
    cancel()
    users.delete(user)
    if (users.size === 0) heard.delete(chat)
    onChange(chat, user, false)
  }

  return {
    say(chat, on) {
      if (!on) {
        stop(chat, true)
        return
      }
      const before = said.get(chat)
      before?.cancel()
      const cancel = env.after(limits.typingMs, () => stop(chat, true))
      const isDue = before === undefined || env.now() - before.at >= limits.typingRepeatMs
      said.set(chat, { at: isDue ? env.now() : before.at, cancel })
      if (isDue) send({ t: 'typing', chat, on: true })
    },
    sent: (chat) => stop(chat, false),
    hear(chat, user, on) {
      if (!on) {
        end(chat, user)
        return
      }
      const users = heard.get(chat) ?? new Map<UserId, () => void>()
      const before = users.get(user)
      before?.()
      users.set(
        user,
        env.after(limits.typingMs, () => end(chat, user)),
      )
      heard.set(chat, users)
      if (before === undefined) onChange(chat, user, true)
    },
    of: (chat) => [...(heard.get(chat)?.keys() ?? [])],
    lost() {
      for (const chat of said.keys()) stop(chat, false)
      for (const [chat, users] of heard) for (const user of users.keys()) end(chat, user)
    },
  }
}
