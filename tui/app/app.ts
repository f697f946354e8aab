/**
 * The core of the full-screen client: what is open, where the focus is, and the account in use. It knows no ink and no escape
 * sequence: keys come in as events, a frame is drawn from it after each change.
 *
 *     terminal ─ event ─▶ input ─ action ─▶ app (state) ─ changed ─▶ frame ─▶ ink ─▶ terminal
 *     client ── event ──▶ news ───────────────▲
 *
 * It guarantees that nothing here waits for the network: what takes time runs beside it and tells when it is done.
 */
import { type ChatId, FailureError, type Person, type UserId } from '@parley/protocol'
import type { ClientEvent } from '@parley/protocol/client'
import { type Assist, type Clock, type EmojiIndex, safeLine } from '@parley/protocol/text'
import type { Editor } from '../composer/editor.ts'
import type { Bindings } from '../keys/bindings.ts'
import type { KeyMode } from '../keys/action.ts'
import type { KeyState } from '../keys/resolve.ts'
import type { ActionId } from '../keys/table.ts'
import type { Terminal } from '../shell/terminal.ts'
import type { Tone } from '../text/line.ts'
import { strictSteady } from '../text/steady.ts'
import type { KeptAccount, TuiWorld } from '../world.ts'
import { type Account, firstChat, openAccount } from './account.ts'
import type { Desk } from './desk.ts'
import type { Dialog } from './dialog.ts'
import { createTimelineMemory, type TimelineMemory } from './drawTimeline.ts'

export type Region = 'chats' | 'timeline' | 'composer' | 'details'

interface Seen {
  readonly chat: ChatId
  readonly isAtEnd: boolean
  readonly lastSeq: number
  readonly wantsOlder: boolean
  readonly wantsNewer: boolean
}

/** A dialog's place: it may be changed as long as it is open. */
export interface Slot<Kind extends Dialog = Dialog> {
  dialog: Kind
}

export interface App {
  readonly world: TuiWorld
  readonly terminal: Terminal
  readonly clientName: string
  account: Account | null
  focus: Region
  /** The last is on top. */
  readonly dialogs: Slot[]
  bindings: Bindings
  keys: KeyState
  isMouseOn: boolean
  isDetailsOpen: boolean
  areChatsHidden: boolean
  /** The chat that the keys are on in the list, and what the list is narrowed to. */
  listAt: ChatId | null
  filter: Editor | null
  detailsAt: number
  assist: { readonly assist: Assist; readonly at: number } | null
  /** The text whose popup was closed by hand. */
  assistClosedFor: string | null
  composerTop: number
  hasTerminalFocus: boolean
  said: { readonly text: string; readonly tone: Tone } | null
  /** The timeline's room in the last frame, which scrolling needs. */
  room: { readonly columns: number; readonly rows: number }
  composerColumns: number
  readonly memory: TimelineMemory
  /** What the last frame showed of the timeline. */
  seen: Seen | null
  /** Null until it is loaded. */
  emoji: EmojiIndex | null

  /** Something that is drawn is another now. */
  changed(): void
  say(text: string, tone?: Tone): void
  push<Kind extends Dialog>(dialog: Kind): Slot<Kind>
  pop(): void
  /** Runs beside the keys; a failure is told in its own words. */
  attempt(work: () => Promise<void>): void
  desk(): Desk | null
  openChat(chat: ChatId): void
  use(kept: KeptAccount): Promise<void>
  leave(): Promise<void>
  nameOf(user: UserId): string
  clock(): Clock
  /** Runs an action of the key table. */
  run(action: ActionId): void
  /** Takes over the keys that the account has chosen, here or on another device. */
  followKeys(): void
  redraw(): void
  quit(code: number): void
}

export interface AppPorts {
  readonly world: TuiWorld
  readonly terminal: Terminal
  readonly clientName: string
  readonly onChange: () => void
  /** The same, of what nobody at the keyboard waits for. */
  readonly onChangeElsewhere: () => void
  readonly onNews: (app: App, event: ClientEvent) => void
  readonly onAction: (app: App, action: ActionId) => void
  /** `null` for what `keys.json` says. */
  readonly keysFor: (mode: KeyMode | null) => Pick<App, 'bindings' | 'keys'>
  readonly onRedraw: () => void
  readonly onQuit: (code: number) => void
}

/** A person is another object when their name changes. */
const names = new WeakMap<Person, string>()

/** A sentence in the status line stands this long. */
const saidMs = 6_000

export function createApp(ports: AppPorts): App {
  const { world, terminal, clientName } = ports
  let unsay = (): void => undefined

  const app: App = {
    world,
    terminal,
    clientName,
    account: null,
    focus: 'composer',
    dialogs: [],
    ...ports.keysFor(null),
    isMouseOn: true,
    isDetailsOpen: false,
    areChatsHidden: false,
    listAt: null,
    filter: null,
    detailsAt: 0,
    assist: null,
    assistClosedFor: null,
    composerTop: 0,
    hasTerminalFocus: true,
    said: null,
    room: { columns: 80, rows: 20 },
    composerColumns: 78,
    memory: createTimelineMemory(),
    seen: null,
    emoji: null,

    changed: ports.onChange,
    say(text, tone = 'accent') {
      unsay()
      app.said = { text: safeLine(text), tone }
      unsay = world.after(saidMs, () => {
        app.said = null
        app.changed()
      })
      app.changed()
    },
    push(dialog) {
      const slot = { dialog }
      app.dialogs.push(slot)
      app.changed()
      return slot
    },
    pop() {
      app.dialogs.pop()
      app.changed()
    },
    attempt(work) {
      work().then(
        () => app.changed(),
        (error: unknown) => app.say(sentenceOf(error), 'error'),
      )
    },
    desk() {
      const { account } = app
      return account === null || account.current === null ? null : account.desk(account.current)
    },
    openChat(chat) {
      app.account?.open(chat)
      app.listAt = chat
      app.detailsAt = 0
      app.composerTop = 0
      app.assist = null
      app.focus = 'composer'
      app.changed()
    },
    async use(kept) {
      await app.leave()
      const open = await world.home.open(kept)
      const account = await openAccount(open, {
        world,
        clientName,
        onEvent: (event) => {
          if (event.type === 'people' || event.type === 'marks') app.memory.revision++
          ports.onNews(app, event)
          ports.onChangeElsewhere()
        },
        onTrouble: (sentence) => app.say(sentence, 'error'),
      })
      app.account = account
      app.dialogs.length = 0
      app.followKeys()
      const first = firstChat(account)
      if (first !== null) app.openChat(first)
      else app.focus = 'chats'
      app.changed()
    },
    async leave() {
      const { account } = app
      app.account = null
      await account?.close()
    },
    nameOf(user) {
      const person = app.account?.client.person(user)
      if (person === null || person === undefined) return '…'
      // Names stand in lines with other things: a width that terminals dispute would shift those.
      const shown = names.get(person) ?? strictSteady(safeLine(person.name))
      names.set(person, shown)
      return shown
    },
    clock: () => ({
      now: world.now(),
      offset: (at) => -new Date(at).getTimezoneOffset(),
      hour12: false,
    }),
    run: (action) => ports.onAction(app, action),
    followKeys() {
      const chosen = app.account?.client.setting('tui/keys')
      const next = ports.keysFor(chosen === 'vim' || chosen === 'emacs' ? chosen : null)
      // What has begun in this mode goes on.
      if (next.bindings.mode !== app.bindings.mode) Object.assign(app, next)
    },
    redraw: ports.onRedraw,
    quit: ports.onQuit,
  }
  return app
}

/** What went wrong, for a person. */
export const sentenceOf = (error: unknown): string =>
  error instanceof FailureError ? error.failure.message : error instanceof Error ? error.message : String(error)
