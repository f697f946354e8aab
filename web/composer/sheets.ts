/** The sheets of all chats that were written in, in this tab. */
import { type ChatId, isChatId } from '@parley/protocol'
import type { App } from '../app/app.ts'
import { createSheet, type Sheet } from './sheet.ts'

interface Sheets {
  of(chat: ChatId): Sheet
  /** It is on the screen now. Not while React renders: it may tell others. */
  show(sheet: Sheet): void
  /** The page may end. */
  save(): void
}

/** Those that were not used for longest are closed; their drafts are kept. */
const sheetsMax = 50

const ofApps = new WeakMap<App, Sheets>()

/** They live as long as the app, so that a chat that is opened again has its undo and its caret. */
export function sheetsOf(app: App): Sheets {
  const known = ofApps.get(app)
  if (known !== undefined) return known
  const sheets = createSheets(app)
  ofApps.set(app, sheets)
  return sheets
}

function createSheets(app: App): Sheets {
  const sheets = new Map<ChatId, Sheet>()
  app.client.on((event) => {
    if (event.type === 'settings')
      for (const key of event.keys) {
        const chat = key.startsWith('draft/') ? key.slice('draft/'.length) : ''
        if (isChatId(chat)) sheets.get(chat)?.heard()
      }
    if (event.type === 'chats') for (const chat of event.chats) sheets.get(chat)?.seen()
  })
  return {
    of(chat) {
      const sheet = sheets.get(chat) ?? createSheet(app, chat)
      sheets.set(chat, sheet)
      return sheet
    },
    show(sheet) {
      // The latest stands last.
      sheets.delete(sheet.chat)
      sheets.set(sheet.chat, sheet)
      const [oldest] = sheets
      if (sheets.size > sheetsMax && oldest !== undefined) {
        sheets.delete(oldest[0])
        oldest[1].close()
      }
      sheet.seen()
    },
    save() {
      for (const sheet of sheets.values()) sheet.save()
    },
  }
}
