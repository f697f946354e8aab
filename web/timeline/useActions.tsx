/**
 * What is done to messages, by mouse, finger and keys: one set of handlers for the whole timeline, and what they open. The desk
 * and the client do it.
 */
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  type TouchEvent,
  useRef,
  useState,
} from 'react'
import type { Message } from '@parley/protocol'
import { type ChatView, messageAt } from '@parley/protocol/client'
import type { App } from '../app/app.ts'
import type { Desk, DeskState } from '../app/desk.ts'
import { tabActions, useAction } from '../keys/main.ts'
import { later } from '../parts/later.tsx'
import { copyText } from '../screens/copyText.ts'
import { actionsOf, canReply, type MessageAction } from './messageActions.ts'
import type { OpenMenu } from './messageMenu.tsx'
import type { Row } from './rows.ts'
import { copiedText, isSelectable, toggled } from './selection.ts'
import type { Jumps } from './useJumps.ts'
import type { Roving } from './useRoving.ts'

export interface ActionsInput {
  readonly app: App
  readonly chat: ChatView
  readonly desk: Desk
  readonly state: DeskState
  readonly rows: readonly Row[]
  readonly content: RefObject<HTMLElement | null>
  readonly messages: readonly Message[]
  readonly jumps: Jumps
  readonly roving: Roving
}

export interface Actions {
  readonly handlers: {
    onClick(event: MouseEvent): void
    onContextMenu(event: MouseEvent): void
    onKeyDown(event: KeyboardEvent): void
    onFocus(event: FocusEvent): void
    onBlur(): void
    onPointerDown(event: PointerEvent): void
    onPointerMove(event: PointerEvent): void
    onPointerUp(): void
    onPointerCancel(): void
    onTouchEnd(event: TouchEvent): void
  }
  readonly overlays: ReactNode
  /** Of the row whose menu is open. */
  readonly openKey: string | null
  messageOf(key: string | null): Message | null
  /** `null`: nothing can be done with this row. */
  canReplyTo(key: string): boolean | null
}

const ConfirmDialog = later(() => import('./overlays.ts').then((parts) => parts.ConfirmDialog))
const CalendarDialog = later(() => import('./overlays.ts').then((parts) => parts.CalendarDialog))
const MessageMenu = later(() => import('./overlays.ts').then((parts) => parts.MessageMenu))
const SelectionBar = later(() => import('./overlays.ts').then((parts) => parts.SelectionBar))

const longPressMs = 450
const stillPx = 10

export function useActions(input: ActionsInput): Actions {
  const { app, chat, desk, state, rows, content, messages, jumps, roving } = input
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [deleting, setDeleting] = useState<readonly Message[] | null>(null)
  const [day, setDay] = useState<{ readonly at: number } | null>(null)
  const rangeFrom = useRef<number | null>(null)
  const wasLong = useRef(false)
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null)
  const me = app.me

  const rowOf = (key: string | null): Exclude<Row, { type: 'unread' }> | null => {
    for (const row of rows) if (row.type !== 'unread' && row.key === key) return row
    return null
  }
  const messageOf = (key: string | null): Message | null => {
    const row = rowOf(key)
    return row === null || row.type === 'refused' ? null : row.message
  }
  const selectedMessages = (): readonly Message[] =>
    [...(state.selected ?? [])]
      .sort((one, other) => one - other)
      .flatMap((seq) => messageAt(messages, seq) ?? messageAt(chat.messages, seq) ?? [])

  const copy = (text: string, said: string): void => copyText(app, text, said)
  const run = (action: MessageAction, message: Message): void => {
    switch (action) {
      case 'reply':
        desk.reply(message)
        tabActions.run('composer.focus')
        return
      case 'edit':
        desk.edit(message)
        tabActions.run('composer.focus')
        return
      case 'copy':
        return copy(copiedText([message], app.nameOf, app.clock()), 'Text copied.')
      case 'link':
        return copy(`${location.origin}/chat/${chat.id}/${message.seq}`, 'Link copied.')
      case 'select':
        rangeFrom.current = message.seq
        desk.set({ selected: new Set([message.seq]) })
        return
      case 'delete':
        setDeleting([message])
    }
  }
  const runIfAllowed = (action: MessageAction, message: Message | null): boolean => {
    if (message === null || !actionsOf(message, chat, me.id).includes(action)) return false
    run(action, message)
    return true
  }
  const openMenu = (key: string, point: OpenMenu['point'], opener: HTMLElement | null = null): boolean => {
    const message = messageOf(key)
    const actions = message === null ? [] : actionsOf(message, chat, me.id)
    if (message === null || actions.length === 0) return false
    const row = content.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) ?? null
    row?.focus({ preventScroll: true })
    setMenu({
      key,
      message,
      actions,
      anchor: opener ?? row?.querySelector<HTMLElement>('.timeline-bubble') ?? row,
      point,
    })
    return true
  }
  const toggle = (message: Message, isRange: boolean): void => {
    if (!isSelectable(message) || message.seq > chat.seq) return
    const from = isRange ? rangeFrom.current : null
    desk.set({ selected: toggled(state.selected ?? new Set(), messages, message.seq, from) })
    rangeFrom.current = message.seq
  }
  const stopSelecting = (): void => desk.set({ selected: null })

  const focusedMessage = (): Message | null => messageOf(roving.focusedKey())
  useAction('message.actions', () => {
    const key = roving.focusedKey()
    return key !== null && openMenu(key, null)
  })
  useAction('message.reply', () => runIfAllowed('reply', focusedMessage()))
  useAction('message.edit', () => runIfAllowed('edit', focusedMessage()))
  useAction('message.delete', () => runIfAllowed('delete', focusedMessage()))
  useAction('message.select', () => {
    const message = focusedMessage()
    if (message === null || state.selected === null) return runIfAllowed('select', message)
    toggle(message, false)
    return true
  })
  useAction('message.copy', () => getSelection()?.isCollapsed !== false && runIfAllowed('copy', focusedMessage()))

  const endPress = (): void => {
    clearTimeout(press.current?.timer)
    press.current = null
  }

  const handlers: Actions['handlers'] = {
    onClick(event) {
      const { target } = event
      if (!(target instanceof Element)) return
      const button = target.closest<HTMLElement>('[data-action]')
      const key = button?.dataset['of'] ?? keyAround(target)
      const row = rowOf(key)
      if (state.selected !== null && row?.type === 'message') {
        event.preventDefault()
        return toggle(row.message, event.shiftKey)
      }
      if (button === null) return
      switch (button.dataset['action'] ?? '') {
        case 'reply':
          runIfAllowed('reply', messageOf(key))
          return
        case 'more':
          if (key !== null) openMenu(key, null, button)
          return
        case 'quote':
          return jumps.goToSeq(Number(button.dataset['quoted']))
        case 'day':
          return setDay({ at: Number(button.dataset['at']) })
        case 'retry':
          if (row?.type === 'refused') desk.retry(row.refused.message.id)
          return
        case 'drop':
          if (row?.type === 'refused') desk.drop(row.refused.message.id)
      }
    },
    onContextMenu(event) {
      const { target, clientX: x, clientY: y } = event
      if (!(target instanceof Element)) return
      const key = keyAround(target)
      // The browser's own menu knows more about links and about marked text.
      if (key === null || target.closest('a') !== null || getSelection()?.isCollapsed === false) return
      endPress()
      const isByKey = event.button !== 2 && event.nativeEvent.detail === 0 && x === 0 && y === 0
      if (state.selected !== null || menu !== null || openMenu(key, isByKey || isKeyboard(event) ? null : { x, y }))
        event.preventDefault()
    },
    onKeyDown(event) {
      if (roving.onKey(event)) {
        event.preventDefault()
        event.stopPropagation()
        return
      }
      if (
        event.key === ' ' &&
        state.selected !== null &&
        event.target instanceof Element &&
        event.target.matches('[data-row]')
      ) {
        const message = focusedMessage()
        if (message === null) return
        event.preventDefault()
        toggle(message, event.shiftKey)
      } else if (event.key === 'Escape') {
        event.preventDefault()
        event.stopPropagation()
        const { target } = event
        const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
        // From what is in a row to the row, from the row to what is written.
        if (row !== null && row !== target) row.focus({ preventScroll: true })
        else if (state.selected !== null) stopSelecting()
        else tabActions.run('composer.focus')
      }
    },
    onFocus: (event) => roving.onFocus(event.target),
    onBlur: () => roving.onBlur(),
    onPointerDown(event) {
      endPress()
      const { target, clientX: x, clientY: y } = event
      if (event.pointerType !== 'touch' || !event.isPrimary || !(target instanceof Element)) return
      const key = keyAround(target)
      if (key === null || state.selected !== null) return
      const timer = setTimeout(() => {
        press.current = null
        wasLong.current = openMenu(key, { x, y })
      }, longPressMs)
      press.current = { timer, x, y }
    },
    onPointerMove({ clientX, clientY }) {
      const held = press.current
      if (held !== null && Math.hypot(clientX - held.x, clientY - held.y) > stillPx) endPress()
    },
    onPointerUp: endPress,
    onPointerCancel: endPress,
    onTouchEnd(event) {
      // Lifting the finger must not press what the menu shows under it.
      if (wasLong.current) event.preventDefault()
      wasLong.current = false
    },
  }

  const chosen = state.selected === null ? [] : selectedMessages()
  const overlays = (
    <>
      {state.selected !== null && (
        <SelectionBar
          count={state.selected.size}
          canDelete={chosen.every((message) => actionsOf(message, chat, me.id).includes('delete'))}
          onCopy={() => {
            copy(copiedText(chosen, app.nameOf, app.clock()), 'Messages copied.')
            stopSelecting()
          }}
          onDelete={() => setDeleting(chosen)}
          onClose={stopSelecting}
        />
      )}
      {menu !== null && <MessageMenu open={menu} run={run} onClose={() => setMenu(null)} />}
      {deleting !== null && (
        <ConfirmDialog
          title={deleting.length === 1 ? 'Delete this message?' : `Delete ${deleting.length} messages?`}
          description="It goes for everyone in this chat, and cannot be brought back."
          action="Delete for everyone"
          tone="danger"
          onConfirm={() => {
            desk.remove(deleting.map(({ seq }) => seq))
            setDeleting(null)
          }}
          onClose={() => setDeleting(null)}
        />
      )}
      {day !== null && (
        <CalendarDialog
          shown={day.at}
          first={chat.createdAt}
          clock={app.clock()}
          onChoose={(at) => {
            setDay(null)
            jumps.goToDate(at)
          }}
          onClose={() => setDay(null)}
        />
      )}
    </>
  )
  const canReplyTo = (key: string): boolean | null => {
    const message = messageOf(key)
    return message === null ? null : canReply(message, chat)
  }
  return { handlers, overlays, openKey: menu?.key ?? null, messageOf, canReplyTo }
}

const keyAround = (element: Element): string | null =>
  element.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null

/** The menu key and Shift+F10 press no button. */
const isKeyboard = ({ nativeEvent }: MouseEvent): boolean =>
  nativeEvent instanceof window.PointerEvent && nativeEvent.pointerType === '' && nativeEvent.button !== 2
