import type { ChatId, Command } from '@parley/protocol'
import { useApp } from '../../app/useApp.ts'

/** Asks the server to change a chat. What it refuses is told by the app, like all that it refuses. */
export function useCommand(chat: ChatId): (command: Command) => void {
  const app = useApp()
  return (command) => void app.client.submit(chat, command)
}
