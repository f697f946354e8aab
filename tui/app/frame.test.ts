import { expect, test } from 'bun:test'
import type { Region } from './app.ts'
import { shownAt } from './frame.ts'

const at = (columns: number, focus: Region, isDetailsOpen = false, areChatsHidden = false): string => {
  const { chats, chat, details } = shownAt({ focus, isDetailsOpen, areChatsHidden }, columns)
  return [chats && 'chats', chat && 'chat', details && 'details'].filter((word) => word !== false).join(' ')
}

test('[TUI22] a narrow terminal shows one pane, that of the focus', () => {
  expect(at(40, 'composer', true)).toBe('chat')
  expect(at(40, 'timeline')).toBe('chat')
  expect(at(71, 'chats')).toBe('chats')
  expect(at(71, 'details', true)).toBe('details')
})

test('[TUI22] from 72 columns on two panes are shown, from 104 on three', () => {
  expect(at(72, 'composer', true)).toBe('chats chat')
  expect(at(72, 'details', true)).toBe('chats details')
  expect(at(104, 'composer', true)).toBe('chats chat details')
  expect(at(104, 'composer')).toBe('chats chat')
})

test('[TUI22] chats that are hidden come back with the focus', () => {
  expect(at(104, 'composer', false, true)).toBe('chat')
  expect(at(104, 'chats', false, true)).toBe('chats chat')
})
