/** Tells what happens to an account: each thing once, in the order in which it happened. */
import type { ChatId, Contact, Entry, UserId } from '@parley/protocol'
import type { ClientEvent, ConnectionState } from '@parley/protocol/client'
import { mentions, readMute, safeLine } from '@parley/protocol/text'
import { chatLine, entryLine, stateLine } from './lines.ts'
import type { Session } from './session.ts'

export function createTeller(session: Session): (event: ClientEvent) => void {
  const { client, names, say, tell } = session
  /** Who was said to be writing in the open chat, until they have written. */
  const writing = new Set<UserId>()
  let writingIn: ChatId | null = null
  let stateTold = ''
  let wasOnline = false
  const statuses = new Map<UserId, string>()
  const readTold = new Map<ChatId, number>()
  const known = new Set<ChatId>()

  function onState(state: ConnectionState): void {
    const line = stateLine(state)
    // Each try of a server that is away ends in the same words.
    if (line === null || state.type === stateTold) return
    stateTold = state.type
    say(line)
    if (state.type === 'online' && !wasOnline) {
      wasOnline = true
      const unread = client.chats().filter((view) => view.unread > 0)
      if (unread.length > 0)
        say(
          `Unread: ${unread.map((view) => `${names.chat(view.id)} ${view.unread}`).join(', ')}. /next opens the first.`,
        )
    }
  }

  function isTold(chat: ChatId, { by, event }: Entry): boolean {
    const { me } = client
    if (chat === session.current || by === me?.id) return true
    const mute = readMute(client.setting(`mute/${chat}`), session.clock().now)
    if (mute === null) return true
    const isMention =
      event.type === 'messagePosted' &&
      event.content.kind === 'text' &&
      mentions(event.content.text, me?.username ?? '')
    return mute.what === 'mentions' && isMention
  }

  function onEntry(chat: ChatId, entry: Entry, isLive: boolean): void {
    const isOpen = chat === session.current
    if (entry.event.type === 'messagePosted') writing.delete(entry.by)
    // What was missed before the program began is counted as unread, and told when its chat is opened.
    if ((!isLive && !wasOnline) || session.ours.has(entry.cause)) return
    const view = client.chat(chat)
    if (isTold(chat, entry)) tell(() => entryLine(view, chat, entry, names, session.clock()))
    if (isOpen && entry.by !== client.me?.id) client.mark(chat, { read: entry.seq })
  }

  function onChat(chat: ChatId): void {
    const view = client.chat(chat)
    if (view === null) return
    // So that it can be named when it has gone.
    names.chat(chat)
    if (wasOnline && !known.has(chat)) tell(() => `New: ${chatLine(view, names, client, session.clock(), null)}.`)
    known.add(chat)
  }

  function onTyping(chat: ChatId, user: UserId, isOn: boolean): void {
    if (chat !== session.current || !isOn) return
    if (writingIn !== chat) writing.clear()
    writingIn = chat
    if (writing.has(user)) return
    writing.add(user)
    tell(() => `${names.person(user)} is typing.`)
  }

  /** In the open private chat: the other has read your last message. */
  function onMarks(chat: ChatId): void {
    const view = client.chat(chat)
    const peer = view?.peer ?? null
    if (view === null || chat !== session.current || peer === null) return
    const read = view.marks.get(peer)?.read ?? 0
    const mine = view.messages.findLast((message) => message.by === client.me?.id && message.content.kind === 'text')
    if (mine === undefined || view.pending.has(mine.id) || mine.seq > read || mine.seq <= (readTold.get(chat) ?? 0))
      return
    readTold.set(chat, mine.seq)
    if (session.ours.has(mine.id)) tell(() => `${names.person(peer)} has read #${mine.seq}.`)
  }

  function onPresence(user: UserId, status: string): void {
    const before = statuses.get(user)
    statuses.set(user, status)
    const view = session.current === null ? null : client.chat(session.current)
    if (before !== undefined && before !== status && view?.peer === user)
      tell(() => `${names.person(user)} is ${status}.`)
  }

  function onContact({ person, state }: Contact): void {
    const who = `${safeLine(person.name)} (@${safeLine(person.username)})`
    if (state === 'incoming') say(`${who} asks to be your contact. /accept or /decline @${safeLine(person.username)}`)
    if (state === 'accepted') say(`${who} is your contact.`)
  }

  return (event) => {
    switch (event.type) {
      case 'state':
        return onState(event.state)
      case 'entry':
        return onEntry(event.chat, event.entry, event.isLive)
      case 'typing':
        return onTyping(event.chat, event.user, event.on)
      case 'marks':
        return onMarks(event.chat)
      case 'presence':
        for (const { user, status } of event.presences) onPresence(user, status)
        return
      case 'contact':
        return onContact(event.contact)
      case 'gone':
        if (event.chat === session.current) void session.open(null)
        known.delete(event.chat)
        return tell(() => `You are no longer in ${names.chat(event.chat)}.`)
      case 'failure':
        return session.failed(`Trouble: ${safeLine(event.failure.message)}`)
      case 'chats':
        return event.chats.forEach(onChat)
      case 'rejected':
      case 'visit':
      case 'people':
      case 'unread':
      case 'settings':
    }
  }
}
