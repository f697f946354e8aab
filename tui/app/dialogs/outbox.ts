/** What waits to be sent, in all chats, and what was refused. */
import { chatTitle, plainLine } from '@parley/protocol/text'
import type { App } from '../app.ts'
import { type Item, list } from '../dialog.ts'

const previewCharsMax = 200

export function outboxDialog(app: App): void {
  const { account } = app
  if (account === null) return
  const items: Item[] = []
  for (const view of account.client.chats()) {
    const title = chatTitle(view, app.nameOf)
    const item = (id: string, words: string, tone: 'warning' | 'error'): Item => ({
      id,
      text: `${title} ${words}`.toLowerCase(),
      line: [
        { text: `${title}: `, tone: 'strong' },
        { text: words, tone },
      ],
      actions: [
        {
          key: 'enter',
          title: 'go there',
          run: () => {
            app.pop()
            app.openChat(view.id)
          },
        },
      ],
    })
    for (const message of view.messages)
      if (view.pending.has(message.id) && message.content.kind === 'text')
        items.push(item(message.id, plainLine(message.content.text, previewCharsMax), 'warning'))
    for (const { message, content, failure } of account.desk(view.id).refused.values())
      items.push(item(message.id, `refused (${failure.message}): ${plainLine(content.text, previewCharsMax)}`, 'error'))
  }
  app.push(list('What waits to be sent', items, 'Everything is sent.'))
}
