/** Others' messages notify, unless they are looked at, muted, or it is a quiet hour. */
import { type ChatId, type Entry, messageOf } from '@parley/protocol'
import { chatTitle, isQuiet, mentions, previewText, readNotifyRules, safeLine } from '@parley/protocol/text'
import type { App } from './app.ts'

export interface Notifier {
  /** May it say anything, and does nobody look? */
  isWanted(): boolean
  /** `tag`: the same one replaces what was said before, also what another tab said. */
  show(title: string, text: string, tag: string, onClick: () => void): void
}

/** As long as a tab in which somebody reads needs to say so. */
const readMs = 600

/** The result ends it. */
export function startNotifying(app: App, notifier: Notifier): () => void {
  return app.client.on((event) => {
    // In another tab somebody may be reading it: what is read by then notifies nobody.
    if (event.type === 'entry' && event.isLive)
      app.world.after(readMs, () => notify(app, notifier, event.chat, event.entry))
    if (event.type === 'contact' && event.contact.state === 'incoming' && mayNotify(app) && notifier.isWanted())
      notifier.show('Parley', `${safeLine(event.contact.person.name)} asks to be your contact`, 'contact', () =>
        app.go('/contacts'),
      )
  })
}

function notify(app: App, notifier: Notifier, chat: ChatId, entry: Entry): void {
  const message = messageOf(entry)
  const view = app.client.chat(chat)
  const { me } = app
  if (message?.content.kind !== 'text' || view === null || message.by === me.id || entry.seq <= view.read) return
  const isMention = mentions(message.content.text, me.username)
  const mute = app.mute(chat)
  if (mute === 'all' || (mute === 'mentions' && !isMention)) return
  if (!mayNotify(app) || !notifier.isWanted()) return
  const title = chatTitle(view, app.nameOf)
  const who = view.type === 'private' ? '' : `${app.nameOf(message.by)}: `
  notifier.show(isMention ? `${title}: you were named` : title, who + previewText(message, app.nameOf), chat, () =>
    app.go(`/chat/${chat}`),
  )
}

function mayNotify(app: App): boolean {
  if (app.client.presenceOf(app.me.id)?.status === 'busy') return false
  const rules = readNotifyRules(app.client.setting('notify'))
  const { now, offset } = app.clock()
  return rules.isOn && !isQuiet(rules, Math.floor(now / 60_000 + offset(now)) % 1_440)
}

/** The browser's notifications. Permission is asked for in the settings, never here. */
export const browserNotifier: Notifier = {
  isWanted: () => 'Notification' in window && Notification.permission === 'granted' && !document.hasFocus(),
  show(title, text, tag, onClick) {
    const options = { body: text, tag, icon: '/icons/192.png' }
    try {
      const shown = new Notification(title, options)
      shown.addEventListener('click', () => {
        window.focus()
        shown.close()
        onClick()
      })
    } catch {
      // On phones only a service worker may show one.
      void navigator.serviceWorker.ready.then((worker) => worker.showNotification(title, options))
    }
  },
}
