import { expect, test } from 'bun:test'
import { actionsOf } from './messageActions.ts'
import { ann, chatOf, me, said } from './testing/messages.ts'

const mine = said(3, { by: me })

test('[WEBT28] only what the server would take is offered: own messages are edited, any are deleted by who may', () => {
  const chat = chatOf([said(1), said(2), mine])
  expect(actionsOf(mine, chat, me)).toEqual(['reply', 'edit', 'copy', 'link', 'select', 'delete'])
  expect(actionsOf(said(2), chat, me)).toEqual(['reply', 'copy', 'link', 'select'])
  expect(actionsOf(said(2), { ...chat, role: 'moderator' }, me)).toContain('delete')
  expect(actionsOf(said(2), { ...chat, type: 'channel' }, me)).toEqual(['copy', 'link', 'select'])
  expect(actionsOf(mine, { ...chat, role: null }, me)).toEqual(['copy', 'link', 'select'])
})

test('[WEBT29] nothing is offered for what waits but its text, nor for a notice; a deleted message has only its link', () => {
  const chat = chatOf([said(1)])
  expect(actionsOf(mine, chat, me)).toEqual(['copy'])
  expect(actionsOf(said(1, { by: ann, content: { kind: 'deleted' } }), chat, me)).toEqual(['link'])
  expect(actionsOf(said(1, { content: { kind: 'notice', event: { type: 'memberLeft' } } }), chat, me)).toEqual([])
})
