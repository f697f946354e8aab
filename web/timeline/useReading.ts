/** What follows from somebody looking: read marks, what is announced, and where the divider stands when nobody looks. */
import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'
import { countsAsUnread, messageOf } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { previewText } from '@parley/protocol/text'
import type { App } from '../app/app.ts'
import type { Desk } from '../app/desk.ts'
import { announceSetting } from '../screens/settings/keys.ts'
import type { Steady } from './steady.ts'

export interface ReadingInput {
  readonly app: App
  readonly chat: ChatView
  readonly desk: Desk
  readonly steady: RefObject<Steady | null>
  /** The latest messages are those that are shown. */
  readonly isLive: boolean
}

/** Who looks has the page before them. */
export const isAttentive = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

const markMs = 250
const announceMs = 600

/** The result is to be called whenever something else is seen. */
export function useReading({ app, chat, desk, steady, isLive }: ReadingInput): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const marked = useRef(0)
  const seenTo = useRef(0)

  const look = useEffectEvent(() => {
    const now = steady.current
    if (now === null || !isAttentive()) return
    const seen = isLive && now.isAtEnd() ? chat.seq : (now.lastRead()?.seq ?? 0)
    seenTo.current = Math.max(seenTo.current, Math.min(seen, chat.seq))
    if (seenTo.current <= Math.max(chat.read, marked.current)) return
    // What is scrolled past is told once, and not with every frame.
    timer.current ??= setTimeout(tell, markMs)
  })
  const tell = useEffectEvent(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    marked.current = seenTo.current
    app.client.mark(chat.id, { read: seenTo.current })
  })
  const soon = useRef(() => look())

  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    window.addEventListener('focus', () => soon.current(), { signal })
    document.addEventListener('visibilitychange', () => soon.current(), { signal })
    return () => {
      stop.abort()
      if (timer.current !== undefined) tell()
    }
  }, [])
  // Also what came while everything was seen already.
  useEffect(() => soon.current(), [chat.seq])

  const announcing = useRef<{ texts: string[]; timer: ReturnType<typeof setTimeout> | undefined }>({
    texts: [],
    timer: undefined,
  })
  const say = useEffectEvent(() => {
    const { texts } = announcing.current
    const [only] = texts
    const isFollowed = isAttentive() && isLive && steady.current?.isAtEnd() === true
    const isWanted = app.client.setting(announceSetting) !== 'off'
    if (only !== undefined && isWanted) app.announce(texts.length === 1 && isFollowed ? only : counted(texts.length))
    announcing.current = { texts: [], timer: undefined }
  })
  const hear = useEffectEvent((text: string) => {
    const { read } = app.client.chat(chat.id) ?? chat
    const { unreadAfter } = desk.state.get()
    if (!isAttentive() && (unreadAfter === null || unreadAfter < read)) desk.set({ unreadAfter: read })
    announcing.current.texts.push(text)
    announcing.current.timer ??= setTimeout(say, announceMs)
  })
  useEffect(() => {
    const stop = app.client.on((event) => {
      if (event.type !== 'entry' || event.chat !== chat.id || !event.isLive) return
      const message = messageOf(event.entry)
      if (message === null || message.by === app.me.id || !countsAsUnread(message)) return
      hear(`${app.nameOf(message.by)}: ${previewText(message, app.nameOf)}`)
    })
    return () => {
      stop()
      clearTimeout(announcing.current.timer)
      announcing.current.timer = undefined
    }
  }, [app, chat.id])
  return soon.current
}

const counted = (count: number): string => `${count} new message${count === 1 ? '' : 's'}`
