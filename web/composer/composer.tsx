import { Check, Eye, EyeOff, SendHorizontal, Smile } from 'lucide-react'
import {
  type ReactElement,
  type RefObject,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { ContactState } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { usePerson, useSource } from '@parley/protocol/react'
import { safeLine } from '@parley/protocol/text'
import type { Purpose } from '../app/desk.ts'
import { useApp } from '../app/useApp.ts'
import { useAction, useChord } from '../keys/main.ts'
import { IconButton } from '../parts/main.ts'
import { later } from '../parts/later.tsx'
import { contactsOf } from './contacts.ts'
import { Field } from './field.tsx'
import type { Mark } from './marks.ts'
import { Preview } from './preview.tsx'
import { PurposeBar } from './purposeBar.tsx'
import { lastOther, lastOwn, send } from './send.ts'
import { hasMarks, lengthNote } from './settled.ts'
import { type Sheet, sheetBytesMax } from './sheet.ts'
import { sheetsOf } from './sheets.ts'
import { assistItemId, loadAssisting, useAssist } from './useAssist.ts'
import { useComposerKeys } from './useComposerKeys.ts'
import { useSettledText, useSheet } from './useSheet.ts'
import { whyNot } from './whyNot.ts'
import { replaced, type Writing } from './writing.ts'

export interface ComposerHandle {
  focus(): void
  /** Puts a text in place of the selection. */
  insert(text: string): void
}

export interface ComposerProps {
  readonly chat: ChatView
  readonly handle: RefObject<ComposerHandle | null>
}

/** A field, or why one cannot write. */
export function Composer({ chat, handle }: ComposerProps): ReactElement {
  const why = whyNot(chat, usePeerState(chat))
  return why === null ? <OpenComposer chat={chat} handle={handle} /> : <p className="composer composer-closed">{why}</p>
}

function usePeerState({ peer }: ChatView): ContactState | null {
  const contacts = useSource(contactsOf(useApp()))
  return contacts.find(({ person }) => person.id === peer)?.state ?? null
}

const AssistList = later(() => loadAssisting().then((parts) => parts.AssistList))
const EmojiPopover = later(() => loadAssisting().then((parts) => parts.EmojiPopover))

const previewKey = 'parley/preview'

function OpenComposer({ chat, handle }: ComposerProps): ReactElement {
  const app = useApp()
  const sheets = sheetsOf(app)
  const sheet = sheets.of(chat.id)
  const desk = app.desk(chat.id)
  const { purpose } = useSource(desk.state)
  const row = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  const isBlank = useSheet(sheet, ({ text }) => text.trim() === '')
  const text = useSettledText(sheet)
  const [isPreviewWanted, setPreviewWanted] = useState(() => app.world.kept.get(previewKey) !== 'off')
  const [isPickerOpen, setPickerOpen] = useState(false)
  const author = useAuthor(purpose)
  const emojiChord = useChord('composer.emoji')
  const assist = useAssist(app, chat, sheet)
  const isMarked = hasMarks(text)
  const note = lengthNote(text, purpose.type === 'edit')

  const focus = (): void => field.current?.focus()
  const tooLong = (): void => app.toast(`That is too long: there is room for ${sheetBytesMax / 1024} KB.`, 'error')
  const change = (next: Writing): void => {
    if (!sheet.replace(next)) tooLong()
    focus()
  }
  const insert = (inserted: string): void => {
    const now = sheet.writing.get()
    change(replaced(now, now.from, now.to, inserted))
  }
  const sendNow = (): void => {
    assist.close()
    send(app, chat, sheet)
    focus()
  }
  const cancel = (): boolean => {
    if (purpose.type === 'post') return false
    desk.leave()
    focus()
    return true
  }

  useImperativeHandle(handle, () => ({ focus, insert }))
  useLayoutEffect(() => sheets.show(sheet), [sheets, sheet])
  // Another chat, or a page that goes: its draft is kept.
  useEffect(() => {
    const save = (): void => sheets.save()
    window.addEventListener('pagehide', save)
    document.addEventListener('visibilitychange', save)
    return () => {
      window.removeEventListener('pagehide', save)
      document.removeEventListener('visibilitychange', save)
      sheet.save()
    }
  }, [sheets, sheet])
  useFocusOnPurpose(purpose, focus)

  const mark = (which: Mark) => (): void =>
    app.attempt(async () => {
      const { toggleMark } = await loadAssisting()
      change(toggleMark(sheet.writing.get(), which))
    })
  useAction('composer.send', sendNow)
  useAction('composer.newline', () => insert('\n'))
  useAction('composer.bold', mark('bold'))
  useAction('composer.italic', mark('italic'))
  useAction('composer.code', mark('code'))
  useAction('composer.strike', mark('strike'))
  useAction('composer.link', () =>
    app.attempt(async () => {
      const { makeLink } = await loadAssisting()
      change(makeLink(sheet.writing.get()))
    }),
  )
  useAction('composer.emoji', () => setPickerOpen(true))
  useAction('composer.cancel', cancel)
  useAction('composer.editLast', () => {
    const last = purpose.type === 'post' && isEmpty(sheet) ? lastOwn(chat, app) : null
    if (last === null) return false
    desk.edit(last)
    return true
  })
  useAction('composer.replyLast', () => {
    const last = isEmpty(sheet) ? lastOther(chat, app) : null
    if (last === null) return false
    desk.reply(last)
    return true
  })
  const onKeyDown = useComposerKeys({ sheet, assist })

  const shown = assist.shown
  const label = labelOf(purpose, author)
  return (
    <>
      <form
        className="composer"
        aria-label="Write"
        onSubmit={(event) => {
          event.preventDefault()
          sendNow()
        }}
      >
        <PurposeBar chat={chat.id} purpose={purpose} author={author} onCancel={cancel} />
        {isMarked && isPreviewWanted && <Preview text={text} />}
        <div ref={row} className="composer-row">
          <IconButton
            label="Emoji"
            icon={Smile}
            chord={emojiChord?.label}
            aria-keyshortcuts={emojiChord?.aria}
            className="composer-emoji"
            aria-expanded={isPickerOpen}
            aria-haspopup="dialog"
            onClick={() => setPickerOpen(!isPickerOpen)}
          />
          <Field
            sheet={sheet}
            field={field}
            label={label}
            placeholder={label}
            describedBy={`${id}-note`}
            popup={shown === null ? null : { list: `${id}-list`, active: assistItemId(`${id}-list`, shown.at) }}
            onKeyDown={onKeyDown}
            onMoved={assist.look}
            onTooLong={tooLong}
          />
          {isMarked && (
            <IconButton
              label={isPreviewWanted ? 'Hide the preview' : 'Show the preview'}
              icon={isPreviewWanted ? EyeOff : Eye}
              onClick={() => {
                app.world.kept.set(previewKey, isPreviewWanted ? 'off' : null)
                setPreviewWanted(!isPreviewWanted)
                focus()
              }}
            />
          )}
          <IconButton
            type="submit"
            label={purpose.type === 'edit' ? 'Save the edit' : 'Send'}
            icon={purpose.type === 'edit' ? Check : SendHorizontal}
            className="composer-send"
            tone={isBlank ? 'plain' : 'filled'}
            disabled={isBlank}
            // The field keeps the focus, and a phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
          />
        </div>
        <p id={`${id}-note`} className={`composer-note composer-note-${note?.tone ?? 'info'}`} aria-live="polite">
          {note?.text}
        </p>
      </form>
      {/* Not in the form: Enter in the picker must not send. */}
      {shown !== null && (
        <AssistList
          id={`${id}-list`}
          assist={shown.assist}
          at={shown.at}
          anchor={row.current}
          onChoose={assist.choose}
          onClose={assist.close}
        />
      )}
      {isPickerOpen && (
        <EmojiPopover
          anchor={row.current}
          onChoose={(emoji) => {
            setPickerOpen(false)
            insert(emoji)
          }}
          onClose={() => {
            setPickerOpen(false)
            focus()
          }}
        />
      )}
    </>
  )
}

const isEmpty = ({ writing }: Sheet): boolean => writing.get().text === ''

function labelOf(purpose: Purpose, author: string): string {
  switch (purpose.type) {
    case 'post':
      return 'Write a message'
    case 'reply':
      return `Reply to ${author}`
    case 'edit':
      return 'Edit your message'
  }
}

/** Who wrote the message that is answered. It is known a moment later where it was not. */
function useAuthor(purpose: Purpose): string {
  const { client, me } = useApp()
  const by = purpose.type === 'reply' ? purpose.to.by : me.id
  const person = usePerson(client, by)
  if (by === me.id) return 'yourself'
  const name = safeLine(person?.name ?? '').trim()
  return name === '' ? 'someone' : name
}

/** Whoever chooses to reply or to edit goes on in the field. */
function useFocusOnPurpose(purpose: Purpose, focus: () => void): void {
  const before = useRef(purpose)
  useEffect(() => {
    if (before.current !== purpose && purpose.type !== 'post') focus()
    before.current = purpose
  })
}
