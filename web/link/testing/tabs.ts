/** What people do in tabs, in tests. */
import type { ChatId, Message, Person } from '@parley/protocol'
import type { Submitted } from '@parley/protocol/client'
import type { FakeAccount } from '../../../protocol/client/testing/fakeServer.ts'
import { textOf } from '../../../protocol/client/testing/rig.ts'
import type { Session } from '../link.ts'
import { type Browser, type BrowserOptions, createBrowser, type Tab } from './browser.ts'

export const credentials = { identifier: 'ann', password: 'secret' }

export interface Begun {
  readonly browser: Browser
  readonly ann: Person
  readonly account: FakeAccount
  readonly first: Tab
  readonly chat: ChatId
  /** What the server has of the chat. */
  texts(): readonly string[]
}

/** Ann with a chat, logged in in one tab. */
export async function begin(options: BrowserOptions = {}): Promise<Begun> {
  const browser = createBrowser(options)
  const ann = browser.account('ann')
  const chat = browser.rig.chat([ann])
  const first = browser.tab()
  await started(browser)
  await login(browser, first)
  return {
    browser,
    ann: ann.person,
    account: ann,
    first,
    chat,
    texts: () => textsOf(browser.rig.server.messages(chat)),
  }
}

/** Long enough for every way to a host that is tried. */
export const started = ({ clock }: Browser): Promise<void> => clock.advance(startMs)
const startMs = 20_000

export async function login({ clock }: Browser, tab: Tab): Promise<void> {
  const done = tab.link.login(credentials)
  await clock.until(isDone(done))
  await done
  await clock.until(() => isOpen(tab) && opened(tab).client.state.type === 'online')
}

export const textsOf = (messages: readonly Message[]): readonly string[] =>
  messages.filter(({ content }) => content.kind === 'text').map(textOf)

export const isOpen = (tab: Tab): boolean => tab.link.session.get().type === 'open'

export function opened(tab: Tab): Extract<Session, { type: 'open' }> {
  const session = tab.link.session.get()
  if (session.type !== 'open') throw new Error(`The session is ${session.type}.`)
  return session
}

export const post = (tab: Tab, chat: ChatId, text: string): Submitted =>
  opened(tab).client.submit(chat, { type: 'post', content: { kind: 'text', text } })

/** For a clock to wait for. */
export function isDone(work: Promise<unknown>): () => boolean {
  let done = false
  const end = (): void => {
    done = true
  }
  work.then(end, end)
  return () => done
}
