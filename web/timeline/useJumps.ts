/** Where the timeline is in the chat's history, and how it gets elsewhere: what is loaded at once, the rest by a visit. */
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { Message } from '@parley/protocol'
import { type ChatView, placeOf } from '@parley/protocol/client'
import type { App } from '../app/app.ts'
import type { Desk, Place } from '../app/desk.ts'
import { type History, useHistory } from './history.ts'
import { type Arrival, isHere, type Opening, openingOf } from './opening.ts'
import { keyOf } from './rows.ts'
import type { Jump, Steady } from './steady.ts'
import { type Span, spanAround, spanAtEnd } from './window.ts'

export interface JumpsInput {
  readonly app: App
  readonly chat: ChatView
  readonly desk: Desk
  readonly target: number | null
  readonly steady: RefObject<Steady | null>
  readonly isAtEnd: boolean
}

export interface Jumps {
  readonly history: History
  /** `null` until it is known where the chat opens. */
  readonly span: Span | null
  setSpan(span: Span): void
  readonly jump: Jump | null
  /** The key of the row that was jumped to, for a moment. */
  readonly found: string | null
  /** What was asked for is being loaded. */
  readonly isGoing: boolean
  readonly canGoBack: boolean
  goToEnd(): void
  goToUnread(): void
  /** First to the divider where that is below, then to the end. */
  goDown(): void
  goToSeq(seq: number): void
  goToDate(at: number): void
  back(): boolean
  /** The desk remembers where the reader was. */
  keepPlace(): void
}

const foundMs = 1_500
const waysMax = 20
/** Longer a chat does not wait for its messages to be mirrored. */
const readyMs = 250

type Align = Extract<Jump, { type: 'row' }>['align']

export function useJumps({ app, chat, desk, target, steady, isAtEnd }: JumpsInput): Jumps {
  const { client } = app
  const [span, setSpan] = useState<Span | null>(null)
  const [jump, setJump] = useState<Jump | null>(null)
  const [found, setFound] = useState<string | null>(null)
  const [going, setGoing] = useState(0)
  const [isPlaced, setPlaced] = useState(false)
  const [isWaited, setWaited] = useState(false)
  const [away, setAway] = useState<Extract<Opening, { type: 'visit' }> | null>(null)
  const [ways, setWays] = useState<readonly Place[]>([])
  const history = useHistory(client, chat, isAtEnd || span === null ? null : span.from, () => {
    return steady.current?.firstSeen()?.seq ?? null
  })

  const arrive = (
    messages: readonly Message[],
    seq: number,
    align: Align,
    isFound: boolean,
    isSmooth: boolean,
  ): void => {
    const at = Math.min(placeOf(messages, seq), messages.length - 1)
    const message = messages[at]
    if (message === undefined) return
    const key = keyOf(message)
    const isThere = isSmooth && steady.current?.rows().some((row) => row.key === key) === true
    if (!isThere) setSpan(spanAround(messages, at))
    setJump({ type: 'row', key, align, isSmooth: isThere })
    if (isFound) setFound(key)
  }
  const land = (messages: readonly Message[], arrival: Arrival): void => {
    switch (arrival.type) {
      case 'target':
        return arrive(messages, arrival.seq, 'middle', true, false)
      case 'place':
        return arrive(messages, arrival.seq, arrival.offset, false, false)
      case 'unread':
    }
  }

  // The divider takes its place before anything is shown, and keeps it.
  const place = useEffectEvent(() => {
    desk.set({ unreadAfter: chat.unread > 0 ? chat.read : null })
    setPlaced(true)
  })
  useLayoutEffect(() => place(), [])
  const isReady = isPlaced && (client.isLooked(chat.id) || isWaited)
  if (span === null && away === null && isReady && (chat.messages.length > 0 || !chat.hasOlder)) {
    const { unreadAfter, place } = desk.state.get()
    const opening = openingOf({ ...chat, target, unreadAfter, place })
    if (opening.type === 'here') {
      setSpan(opening.span)
      land(chat.messages, opening.arrival)
    } else setAway(opening)
  }
  const isOpening = span === null
  useEffect(() => {
    if (!isOpening) return undefined
    const timer = setTimeout(() => setWaited(true), readyMs)
    return () => clearTimeout(timer)
  }, [isOpening])
  const open = useEffectEvent(({ seq, arrival }: Extract<Opening, { type: 'visit' }>) => {
    history
      .visit({ seq }, (messages, target) => {
        setSpan(spanAround(messages, placeOf(messages, target)))
        land(messages, arrival)
      })
      .catch(() => setSpan(spanAtEnd(chat.messages)))
  })
  useEffect(() => {
    if (away !== null) open(away)
  }, [away])

  useEffect(() => {
    if (found === null) return
    const timer = setTimeout(() => setFound(null), foundMs)
    return () => clearTimeout(timer)
  }, [found])

  const placeNow = (): Place | null => {
    const [anchor] = steady.current?.anchors() ?? []
    const row = anchor === undefined ? undefined : steady.current?.rows().find(({ key }) => key === anchor.key)
    const at = row === undefined ? -1 : placeOf(history.messages, row.seq)
    const message = history.messages[at]
    return anchor === undefined || message === undefined
      ? null
      : { id: message.id, seq: message.seq, offset: anchor.offset }
  }
  const remember = (): void => {
    const place = placeNow()
    if (place !== null) setWays([...ways.slice(1 - waysMax), place])
  }

  const go = (place: { seq: number } | { at: number }, align: Align, isFound: boolean): void => {
    if ('seq' in place) {
      const { seq } = place
      const last = history.messages[history.messages.length - 1]?.seq ?? 0
      if (isHere(history.messages, history.hasOlder, seq) && (!history.hasNewer || seq <= last))
        return arrive(history.messages, seq, align, isFound, true)
      if (isHere(chat.messages, chat.hasOlder, seq)) {
        history.leave()
        return arrive(chat.messages, seq, align, isFound, false)
      }
    }
    setGoing((count) => count + 1)
    app.attempt(() =>
      history
        .visit(place, (messages, seq) => arrive(messages, seq, align, isFound, false))
        .finally(() => setGoing((count) => count - 1)),
    )
  }

  const goToEnd = (): void => {
    setWays([])
    if (history.hasNewer) history.leave()
    const last = chat.messages[chat.messages.length - 1]
    const isThere = !history.hasNewer && last !== undefined && hasRow(steady, keyOf(last))
    if (!isThere) setSpan(spanAtEnd(chat.messages))
    setJump({ type: 'end', isSmooth: isThere })
  }
  const goToUnread = (): void => {
    const { unreadAfter } = desk.state.get()
    if (steady.current?.hasDivider() === true) return setJump({ type: 'divider', isSmooth: true })
    const after = unreadAfter ?? (chat.unread > 0 ? chat.read : null)
    if (after === null) goToEnd()
    else go({ seq: after + 1 }, 'top', false)
  }

  const firstTarget = useRef(target)
  const follow = useEffectEvent((seq: number) => {
    remember()
    go({ seq }, 'middle', true)
  })
  useEffect(() => {
    const isFirst = firstTarget.current === target
    firstTarget.current = null
    if (target !== null && !isFirst) follow(target)
  }, [target])

  return {
    history,
    span,
    setSpan,
    jump,
    found,
    isGoing: going > 0,
    canGoBack: ways.length > 0,
    goToEnd,
    goToUnread,
    goDown() {
      const { unreadAfter } = desk.state.get()
      const isUnreadBelow =
        steady.current?.isDividerBelow() === true ||
        (chat.unread > 0 && unreadAfter !== null && (steady.current?.lastRead()?.seq ?? Infinity) <= unreadAfter)
      if (isUnreadBelow) goToUnread()
      else goToEnd()
    },
    goToSeq(seq) {
      remember()
      go({ seq }, 'middle', true)
    },
    goToDate(at) {
      remember()
      go({ at }, 'top', true)
    },
    back() {
      const place = ways[ways.length - 1]
      if (place === undefined) return false
      setWays(ways.slice(0, -1))
      go({ seq: place.seq }, place.offset, false)
      return true
    },
    keepPlace() {
      desk.set({ place: steady.current?.isAtEnd() === true ? null : placeNow() })
    },
  }
}

const hasRow = (steady: RefObject<Steady | null>, key: string): boolean =>
  steady.current?.rows().some((row) => row.key === key) === true
