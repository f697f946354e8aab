import { useEffect } from 'react'
import { useChats, useSource } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'

/** The title of the page counts what is unread, for whoever has it among others. It shows nothing in the page. */
export function Title(): null {
  const app = useApp()
  const chats = useChats(app.client)
  useSource(app.revision)
  let unread = 0
  for (const chat of chats) if (app.mute(chat.id) === null) unread += chat.unread
  const title = unread === 0 ? 'Parley' : `(${unread}) Parley`
  useEffect(() => {
    document.title = title
  }, [title])
  return null
}
