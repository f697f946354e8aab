/** What could be completed at the caret, and what is chosen of it. */
import { useEffect, useEffectEvent, useState } from 'react'
import type { ChatView } from '@parley/protocol/client'
import type { Assist, AssistItem, EmojiIndex } from '@parley/protocol/text'
import type { App } from '../app/app.ts'
import { contactsOf } from './contacts.ts'
import type { Sheet } from './sheet.ts'
import { replaced } from './writing.ts'

export interface ComposerAssist {
  readonly shown: { readonly assist: Assist; readonly at: number } | null
  /** Call it after each change of text or caret. */
  look(): void
  move(by: number): void
  /** Without an item, the one that is marked. */
  choose(item?: AssistItem): void
  close(): void
}

interface Popup {
  readonly sheet: Sheet
  readonly assist: Assist
  readonly at: number
}

let emoji: EmojiIndex | null = null
let isLoadingEmoji = false

type Assisting = typeof import('./assisting.ts')
let assisting: Assisting | null = null
export async function loadAssisting(): Promise<Assisting> {
  return (assisting ??= await import('./assisting.ts'))
}

export function useAssist(app: App, chat: ChatView, sheet: Sheet): ComposerAssist {
  const [popup, setPopup] = useState<Popup | null>(null)
  /** Closed for this very text, or chosen: it does not open again before the text is another. */
  const [closedFor, setClosedFor] = useState<string | null>(null)
  // A popup of the chat before is none of this one.
  const shown = popup?.sheet === sheet ? popup : null

  const look = (): void => {
    const { text, from, to } = sheet.writing.get()
    if (text === closedFor) return
    if (closedFor !== null) setClosedFor(null)
    // Most keys end here.
    if (!mayBegin.test(text.slice(Math.max(0, to - behindMax), to))) {
      if (popup !== null) setPopup(null)
      return
    }
    if (assisting === null) {
      // The word that waited may still be there; without a network it is typed to its end.
      loadAssisting().then(lookAgain, () => undefined)
      return
    }
    const { assistFor, assistSources, closedEmoji } = assisting
    const writing = { text, cursor: to, anchor: from === to ? null : from }
    const closed = text.charAt(to - 1) === ':' ? closedEmoji(writing, emoji) : null
    if (closed !== null) {
      sheet.replace(replaced({ text, from, to }, closed.from, to, closed.character))
      setPopup(null)
      return
    }
    if (emoji === null && text.charAt(wordStart(text, to)) === ':') loadThenLook(assisting)
    const assist = assistFor(writing, assistSources(app, chat, emoji))
    if (assist === null) return setPopup(null)
    const isSame = shown?.assist.kind === assist.kind && shown.assist.query === assist.query
    const count = assist.items.length
    if (!isSame) app.announce(count === 1 ? 'One suggestion' : `${count} suggestions`)
    setPopup({ sheet, assist, at: isSame ? Math.min(shown.at, assist.items.length - 1) : 0 })
  }

  /** The word that waited for the names may still be there. */
  const loadThenLook = ({ loadEmoji }: Assisting): void => {
    if (isLoadingEmoji) return
    isLoadingEmoji = true
    loadEmoji().then(
      (index) => {
        emoji = index
        isLoadingEmoji = false
        lookAgain()
      },
      // Without a network the picker of the system is still there.
      () => (isLoadingEmoji = false),
    )
  }

  const lookAgain = useEffectEvent(look)
  // Names that were not known come a moment later.
  useEffect(() => {
    const stopPeople = app.client.on(({ type }) => {
      if (type === 'people') lookAgain()
    })
    const stopContacts = contactsOf(app).subscribe(() => lookAgain())
    return () => {
      stopPeople()
      stopContacts()
    }
  }, [app])

  return {
    shown,
    look,
    move(by) {
      if (shown === null) return
      const count = shown.assist.items.length
      setPopup({ ...shown, at: (shown.at + by + count) % count })
    },
    choose(item) {
      if (shown === null || assisting === null) return
      const { assist, at } = shown
      const chosen = item ?? assist.items[at]
      if (chosen === undefined) return
      const writing = sheet.writing.get()
      const next = replaced(writing, assist.from, assist.to, assisting.completionOf(writing.text, assist, chosen))
      sheet.replace(next)
      setPopup(null)
      setClosedFor(next.text)
    },
    close() {
      setPopup(null)
      setClosedFor(sheet.writing.get().text)
    },
  }
}

/** As far as `assistFor` looks back. */
const behindMax = 64
const mayBegin = /[@:#/][^\s@:#/]*$/

const wordStart = (text: string, at: number): number => {
  const found = mayBegin.exec(text.slice(Math.max(0, at - behindMax), at))
  return found === null ? -1 : Math.max(0, at - behindMax) + found.index
}

/** The id of an item of the popup's list. */
export const assistItemId = (list: string, at: number): string => `${list}-${at}`
