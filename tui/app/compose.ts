/** The composer of the chat that is open: typing, popups, history, pasting, and another editor. */
import type { ChatView } from '@parley/protocol/client'
import {
  asCodeBlock,
  assistFor,
  type AssistSources,
  type Candidate,
  chatTitle,
  closedEmoji,
  kindOfPaste,
  safeLine,
} from '@parley/protocol/text'
import { complete } from '../composer/complete.ts'
import { edit } from '../composer/edit.ts'
import type { EditContext, EditorAction } from '../composer/editor.ts'
import { loadEmoji } from '../composer/emoji.ts'
import { newer, older } from '../composer/history.ts'
import { isOnFirstRow, isOnLastRow } from '../composer/move.ts'
import { width } from '../text/width.ts'
import { slashCandidates } from './actions/slash.ts'
import type { App } from './app.ts'
import type { Desk } from './desk.ts'
import { editorWith, type Item, list } from './dialog.ts'
import { openView } from './dialogs/chat.ts'
import { lastOwn } from './send.ts'

const contextOf = (app: App): EditContext => ({ columns: app.composerColumns, width })

export function changeEditor(app: App, action: EditorAction): void {
  const desk = app.desk()
  if (desk === null) return
  const before = desk.editor
  desk.editor = edit(before, action, contextOf(app))
  const emoji = action.type === 'insert' && action.text === ':' ? closedEmoji(desk.editor, app.emoji) : null
  if (emoji !== null) {
    const range = { from: emoji.from, to: desk.editor.cursor, text: emoji.character }
    desk.editor = edit(desk.editor, { type: 'replaceRange', ...range }, contextOf(app))
  }
  const { refused, killRing } = desk.editor
  if (refused !== null) app.say(refused, 'warning')
  if (action.type === 'copyRegion' || action.type === 'killRegion') {
    const [copied] = killRing
    if (copied !== undefined && killRing !== before.killRing) app.terminal.copy(copied)
  }
  if (desk.editor.text !== before.text) {
    app.account?.draftChanged(desk)
    if (desk.purpose.type !== 'edit' && desk.editor.text !== '') app.account?.client.typing(desk.chat, true)
  }
  lookForAssist(app, desk)
}

/** What could be completed at the cursor, unless its popup was closed for this very text, or vim's commands are typed. */
function lookForAssist(app: App, desk: Desk): void {
  const view = openView(app)
  const isInserting = app.keys.vim === null || app.keys.vim.mode === 'insert'
  if (view === null || !isInserting || desk.editor.text === app.assistClosedFor) {
    app.assist = null
    return
  }
  app.assistClosedFor = null
  if (app.emoji === null && desk.editor.text.includes(':'))
    app.attempt(async () => {
      app.emoji = await loadEmoji()
      // The word that waited for them may still be there.
      lookForAssist(app, desk)
    })
  const assist = assistFor(desk.editor, sourcesOf(app, view))
  app.assist = assist === null ? null : { assist, at: 0 }
}

/** Members of a large chat are not offered all, and not asked for either: the popup must not cost a key. */
const candidatesMax = 500

function sourcesOf(app: App, view: ChatView): AssistSources {
  const { account } = app
  const people: Candidate[] = []
  let tried = 0
  for (const [user] of view.members) {
    if (++tried > candidatesMax) break
    const person = account?.client.person(user) ?? null
    if (person === null || user === account?.kept.user.id) continue
    const username = safeLine(person.username)
    people.push({ name: username, detail: safeLine(person.name), insert: `@${username}` })
  }
  const chats = (account?.client.chats() ?? []).slice(0, candidatesMax).filter(({ type }) => type !== 'private')
  return {
    people,
    chats: chats.map((chat) => {
      const title = chatTitle(chat, app.nameOf)
      return { name: title, detail: chat.type, insert: `#${title}` }
    }),
    commands: slashCandidates,
    emoji: app.emoji,
  }
}

export function takeAssist(app: App): void {
  const desk = app.desk()
  const { assist } = app
  const item = assist?.assist.items[assist.at]
  if (desk === null || assist === null || item === undefined) return
  desk.editor = complete(desk.editor, assist.assist, item)
  app.assist = null
  app.assistClosedFor = desk.editor.text
  app.account?.draftChanged(desk)
}

export function moveAssist(app: App, by: number): void {
  const { assist } = app
  if (assist === null) return
  const count = assist.assist.items.length
  app.assist = { ...assist, at: (assist.at + by + count) % count }
}

export function closeAssist(app: App): void {
  app.assist = null
  app.assistClosedFor = app.desk()?.editor.text ?? null
}

/** Up: a row, or at the top what was written before; in an empty composer the last message, to edit it. */
export function moveUp(app: App): void {
  const desk = app.desk()
  const view = openView(app)
  if (desk === null || view === null) return
  if (desk.editor.text === '' && desk.purpose.type === 'post') return editLast(app)
  if (!isOnFirstRow(desk.editor, contextOf(app))) return changeEditor(app, { type: 'move', to: 'up', select: false })
  const step = older(desk.history, desk.editor.text)
  if (step === null) return changeEditor(app, { type: 'move', to: 'up', select: false })
  desk.history = step.history
  replace(app, desk, step.text)
}

export function moveDown(app: App): void {
  const desk = app.desk()
  if (desk === null) return
  if (!isOnLastRow(desk.editor, contextOf(app))) return changeEditor(app, { type: 'move', to: 'down', select: false })
  const step = newer(desk.history, desk.editor.text)
  if (step === null) return changeEditor(app, { type: 'move', to: 'down', select: false })
  desk.history = step.history
  replace(app, desk, step.text)
}

function replace(app: App, desk: Desk, text: string): void {
  desk.editor = edit(desk.editor, { type: 'replaceAll', text }, contextOf(app))
  app.account?.draftChanged(desk)
}

export function olderDraft(app: App): void {
  const desk = app.desk()
  const step = desk === null ? null : older(desk.history, desk.editor.text)
  if (desk === null || step === null) return app.say('Nothing was written here before.', 'muted')
  desk.history = step.history
  replace(app, desk, step.text)
}

export function editLast(app: App): void {
  const view = openView(app)
  const last = view === null ? null : lastOwn(app, view)
  if (last === null) return app.say('You have no message here to edit.', 'muted')
  beginEdit(app, last.seq, last.text)
}

export function beginEdit(app: App, seq: number, text: string): void {
  const desk = app.desk()
  if (desk === null) return
  const kept = desk.purpose.type === 'edit' ? desk.purpose.kept : desk.editor
  desk.purpose = { type: 'edit', seq, kept }
  desk.editor = { ...editorWith(text), killRing: desk.editor.killRing }
  app.focus = 'composer'
}

export function beginReply(app: App, to: number): void {
  const desk = app.desk()
  if (desk === null) return
  if (desk.purpose.type === 'edit') desk.editor = desk.purpose.kept
  desk.purpose = { type: 'reply', to }
  app.focus = 'composer'
  app.account?.draftChanged(desk)
}

export function pasteText(app: App, pasted: string): void {
  const paste = kindOfPaste(pasted)
  const insert = (text: string): void => changeEditor(app, { type: 'insert', text })
  if (paste.type === 'text') return insert(paste.text)
  const item = (id: string, words: string, text: string): Item => ({
    id,
    text: words,
    line: [{ text: words, tone: 'text' }],
    actions: [
      {
        key: 'enter',
        title: 'choose',
        run: () => {
          app.pop()
          insert(text)
        },
      },
    ],
  })
  app.push(
    list(
      `Paste ${paste.lines} lines`,
      [item('code', 'As a code block', asCodeBlock(paste.text)), item('text', 'As it is', paste.text)],
      '',
      { filter: false },
    ),
  )
}

export function externalEditor(app: App): void {
  const desk = app.desk()
  if (desk === null) return
  const { env } = app.world
  const command = env['VISUAL'] || env['EDITOR'] || 'vi'
  app.attempt(async () => {
    const text = await app.terminal.edit(command, desk.editor.text)
    if (text === null) return app.say(`${command} ended with an error; nothing was changed.`, 'error')
    replace(app, desk, text.replace(/\n$/, ''))
  })
}
