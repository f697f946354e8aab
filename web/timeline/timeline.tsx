/** The timeline as a component: what `main.ts` of this folder promises, put together from its parts. */
import {
  type ReactElement,
  type RefObject,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { may } from '@parley/protocol'
import { type ChatView, messageAt } from '@parley/protocol/client'
import { useConnection, useSource } from '@parley/protocol/react'
import { useApp } from '../app/useApp.ts'
import { Days } from './days.tsx'
import { Edge } from './edge.tsx'
import { Greeting, Skeletons, TypingBubble } from './empty.tsx'
import { GoButtons } from './goButtons.tsx'
import type { TimelineHandle } from './handle.ts'
import { daysOf } from './rows.ts'
import type { Shown } from './scrollDecision.ts'
import { createSteady, type Steady } from './steady.ts'
import { HoverTools } from './tools.tsx'
import { useActions } from './useActions.tsx'
import { useJumps } from './useJumps.ts'
import { usePaging } from './usePaging.ts'
import { isAttentive, useReading } from './useReading.ts'
import { useRoving } from './useRoving.ts'
import { rangeOf } from './window.ts'

export type { TimelineHandle } from './handle.ts'

export interface TimelineProps {
  readonly chat: ChatView
  /** The message that the path names. */
  readonly target: number | null
  readonly handle: RefObject<TimelineHandle | null>
}

/** Give it the chat's id as its key: every chat has a timeline of its own. */
export function Timeline({ chat, target, handle }: TimelineProps): ReactElement {
  const app = useApp()
  const desk = app.desk(chat.id)
  const state = useSource(desk.state)
  useSource(app.names)
  const connection = useConnection(app.client)

  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const steady = useRef<Steady | null>(null)
  const [isAtEnd, setAtEnd] = useState(true)

  const jumps = useJumps({ app, chat, desk, target, steady, isAtEnd })
  const { history, span } = jumps
  const { messages } = history
  const range = span === null ? { start: 0, end: 0 } : rangeOf(span, messages, isAtEnd && !history.hasNewer)
  const reachesEnd = span !== null && !history.hasNewer && range.end === messages.length
  const hasOlder = range.start > 0 || history.hasOlder
  const paging = usePaging({
    scroller,
    messages,
    history,
    range,
    isOnline: connection.type === 'online',
    setSpan: jumps.setSpan,
  })

  const clock = app.clock()
  const days = daysOf({
    messages,
    range,
    hasOlder: history.hasOlder,
    unreadAfter: state.unreadAfter,
    refused: reachesEnd ? [...state.refused.values()] : [],
    clock,
  })
  const rows = days.flatMap((day) => day.rows)
  const keys = rows.flatMap((row) => (row.type === 'unread' ? [] : [row.key]))
  const typing = chat.type === 'private' && reachesEnd ? chat.typing.map(app.nameOf) : []
  const shown: Shown = {
    chat: chat.id,
    keys,
    reachesEnd,
    hasDivider: keys.length < rows.length,
    tail: typing.join(),
  }

  const seen = useReading({ app, chat, desk, steady, isLive: !history.hasNewer })
  const roving = useRoving({
    content,
    steady,
    keys,
    more: paging.more,
    hasMore: { older: hasOlder, newer: !reachesEnd },
    goToEnd: jumps.goToEnd,
  })
  const actions = useActions({ app, chat, desk, state, rows, content, messages, jumps, roving })

  const keepPlace = useEffectEvent(jumps.keepPlace)
  useLayoutEffect(() => {
    if (scroller.current === null || content.current === null) return
    const made = createSteady(scroller.current, content.current, { isAttentive, onAtEnd: setAtEnd, onSeen: seen })
    steady.current = made
    return () => {
      keepPlace()
      made.close()
      steady.current = null
    }
  }, [])
  useLayoutEffect(() => {
    steady.current?.settle(shown, jumps.jump)
    roving.settled()
  })

  useImperativeHandle(handle, () => ({
    goToEnd: jumps.goToEnd,
    goToUnread: jumps.goToUnread,
    goToSeq: jumps.goToSeq,
    back: jumps.back,
  }))

  const isEmpty = span !== null && !history.hasOlder && rows.every((row) => row.type === 'notice')
  const canPost = chat.role !== null && may(chat.type, chat.role, 'post')
  return (
    <div className="timeline" data-selecting={state.selected === null ? undefined : ''}>
      <div className="timeline-scroller" ref={scroller} data-keys="message" {...actions.handlers}>
        <div className="timeline-content" ref={content}>
          {span === null ? (
            <Skeletons />
          ) : (
            <>
              <Edge side="older" paging={paging} isOpen={hasOlder} />
              {isEmpty && <Greeting chat={chat} nameOf={app.nameOf} canPost={canPost} />}
              <Days
                days={days}
                isBusy={paging.isLoading.older}
                facts={{
                  chat,
                  me: app.me.id,
                  username: app.me.username,
                  clock,
                  nameOf: app.nameOf,
                  messageAt: (seq) => messageAt(messages, seq) ?? messageAt(chat.messages, seq) ?? null,
                  selected: state.selected,
                  tabStop: roving.tabStop,
                  found: jumps.found,
                  open: actions.openKey,
                }}
              />
              {typing.length > 0 && <TypingBubble names={typing} />}
              <Edge side="newer" paging={paging} isOpen={!reachesEnd} />
              <HoverTools
                scroller={scroller}
                content={content}
                canReplyTo={actions.canReplyTo}
                isOff={state.selected !== null}
              />
            </>
          )}
        </div>
      </div>
      <GoButtons
        unread={isAtEnd ? 0 : chat.unread}
        isAtEnd={isAtEnd || span === null}
        isBusy={jumps.isGoing}
        canGoBack={jumps.canGoBack}
        onDown={jumps.goDown}
        onBack={() => void jumps.back()}
      />
      {actions.overlays}
    </div>
  )
}
