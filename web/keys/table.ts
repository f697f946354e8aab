/**
 * What a person can do with keys, as one table. Everything that speaks of keys is made from it: the handlers' ids, the help
 * dialog, the tooltips, the settings in which keys are changed, and the commands of the switcher.
 *
 * It owns the ids of the actions, their words, where they work and the keys they have at first. It guarantees (its test does)
 * that no two actions want the same keys in the same place, and that none takes keys which a browser keeps for itself. It
 * refuses to know what an action does: whoever owns that registers it with `useAction`.
 */
import type { ActionSpec } from './action.ts'

const anywhere = ['anywhere'] as const
const chat = ['chat'] as const
const message = ['message'] as const
const composer = ['composer'] as const
const emptyComposer = ['emptyComposer'] as const
const none = [] as const

export const actions = [
  {
    id: 'app.switcher',
    label: 'Go to a chat, a person or a command',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['mod+k'],
  },
  {
    id: 'chats.previous',
    label: 'Open the chat above',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['alt+up'],
    repeats: true,
  },
  {
    id: 'chats.next',
    label: 'Open the chat below',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['alt+down'],
    repeats: true,
  },
  {
    id: 'chats.previousUnread',
    label: 'Open the unread chat above',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['alt+shift+up'],
  },
  {
    id: 'chats.nextUnread',
    label: 'Open the unread chat below',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['alt+shift+down'],
  },
  {
    id: 'chats.attention',
    label: 'Go to what wants attention next',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['mod+j'],
  },
  {
    id: 'chats.back',
    label: 'Back to the chat before',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['alt+left'],
    macChords: ['mod+['],
  },
  {
    id: 'chats.forward',
    label: 'Forward again',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['alt+right'],
    macChords: ['mod+]'],
  },
  {
    id: 'chat.search',
    label: 'Search in this chat',
    section: 'Navigation',
    contexts: chat,
    chords: ['mod+f'],
  },
  {
    id: 'app.search',
    label: 'Search chats and people',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['mod+shift+f'],
  },
  {
    id: 'chat.info',
    label: 'Show or hide the details of the chat',
    section: 'Navigation',
    contexts: chat,
    chords: ['mod+.'],
  },
  {
    id: 'app.nextRegion',
    label: 'Go to the next part of the window',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['f6', 'mod+f6'],
  },
  {
    id: 'app.previousRegion',
    label: 'Go to the part of the window before',
    section: 'Navigation',
    contexts: anywhere,
    chords: ['shift+f6', 'mod+shift+f6'],
  },

  {
    id: 'messages.oldestUnread',
    label: 'Go to the oldest unread message',
    section: 'Messages',
    contexts: ['chat', 'emptyComposer'],
    chords: ['shift+pageup'],
  },
  {
    id: 'messages.latest',
    label: 'Go to the latest message',
    section: 'Messages',
    contexts: ['chat', 'emptyComposer'],
    chords: ['mod+down', 'end'],
  },
  {
    id: 'message.actions',
    label: 'Show what can be done with the message',
    section: 'Messages',
    contexts: message,
    chords: ['enter'],
  },
  {
    id: 'message.reply',
    label: 'Reply to the message',
    section: 'Messages',
    contexts: message,
    chords: ['mod+shift+r'],
    letters: ['r'],
  },
  {
    id: 'message.copy',
    label: 'Copy the text of the message',
    section: 'Messages',
    contexts: message,
    chords: ['mod+c'],
    letters: ['c'],
  },
  {
    id: 'message.edit',
    label: 'Edit the message',
    section: 'Messages',
    contexts: message,
    chords: ['mod+shift+e'],
    letters: ['e'],
  },
  {
    id: 'message.delete',
    label: 'Delete the message, after asking',
    section: 'Messages',
    contexts: message,
    chords: ['delete', 'mod+shift+d'],
    macChords: ['backspace', 'mod+shift+d'],
    letters: ['d'],
  },
  {
    id: 'message.select',
    label: 'Select the message',
    section: 'Messages',
    contexts: message,
    chords: ['mod+shift+s'],
    letters: ['x'],
  },

  { id: 'composer.focus', label: 'Write a message', section: 'Writing', contexts: chat, chords: none, letters: ['i'] },
  {
    id: 'composer.send',
    label: 'Send the message',
    section: 'Writing',
    contexts: composer,
    chords: ['enter', 'mod+enter'],
  },
  {
    id: 'composer.newline',
    label: 'Begin a new line',
    section: 'Writing',
    contexts: composer,
    chords: ['shift+enter'],
  },
  {
    id: 'composer.editLast',
    label: 'Edit my last message, while nothing is written',
    section: 'Writing',
    contexts: emptyComposer,
    chords: ['up'],
  },
  {
    id: 'composer.replyLast',
    label: 'Reply to the last message, while nothing is written',
    section: 'Writing',
    contexts: emptyComposer,
    chords: ['shift+up'],
  },
  {
    id: 'composer.cancel',
    label: 'Cancel the reply or the edit',
    section: 'Writing',
    contexts: composer,
    chords: ['escape'],
  },
  { id: 'composer.bold', label: 'Bold', section: 'Writing', contexts: composer, chords: ['mod+b'] },
  { id: 'composer.italic', label: 'Italic', section: 'Writing', contexts: composer, chords: ['mod+i'] },
  { id: 'composer.code', label: 'Code', section: 'Writing', contexts: composer, chords: ['mod+e'] },
  { id: 'composer.strike', label: 'Struck through', section: 'Writing', contexts: composer, chords: ['mod+shift+x'] },
  { id: 'composer.link', label: 'Link', section: 'Writing', contexts: composer, chords: ['mod+alt+k', 'mod+shift+u'] },
  { id: 'composer.emoji', label: 'Insert an emoji', section: 'Writing', contexts: chat, chords: ['mod+shift+j'] },

  {
    id: 'app.help',
    label: 'Show all keys',
    section: 'App',
    contexts: anywhere,
    chords: ['mod+/', '?'],
    inDialogs: true,
  },
  { id: 'app.newPrivate', label: 'Write to a person', section: 'App', contexts: anywhere, chords: none },
  { id: 'app.newGroup', label: 'Make a group', section: 'App', contexts: anywhere, chords: none },
  { id: 'app.newChannel', label: 'Make a channel', section: 'App', contexts: anywhere, chords: none },
  { id: 'app.settings', label: 'Open the settings', section: 'App', contexts: anywhere, chords: ['mod+,'] },
  { id: 'app.profile', label: 'Open my profile', section: 'App', contexts: anywhere, chords: none },
  { id: 'app.contacts', label: 'Open the contacts', section: 'App', contexts: anywhere, chords: none },
  { id: 'chat.markRead', label: 'Mark the chat as read', section: 'App', contexts: chat, chords: none },
  { id: 'chat.mute', label: 'Mute the chat, or hear it again', section: 'App', contexts: chat, chords: none },
  { id: 'app.theme', label: 'Change between light and dark', section: 'App', contexts: anywhere, chords: none },
  { id: 'app.logout', label: 'Log out…', section: 'App', contexts: anywhere, chords: none },
] as const satisfies readonly ActionSpec[]

export type ActionId = (typeof actions)[number]['id']
export type Action = ActionSpec<ActionId>

const byId: ReadonlyMap<string, Action> = new Map(actions.map((action) => [action.id, action]))

/** `null` for what is no action of this version. */
export const actionOf = (id: string): Action | null => byId.get(id) ?? null
