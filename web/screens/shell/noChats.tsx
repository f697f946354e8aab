/** What stands where the list has no chats. */
import type { ReactElement } from 'react'
import { useApp } from '../../app/useApp.ts'
import { Button, EmptyState } from '../../parts/main.ts'
import type { Filter } from './chatItem.ts'

export function NoChats({ query, filter }: { readonly query: string; readonly filter: Filter }): ReactElement {
  const app = useApp()
  if (query !== '') return <EmptyState title="No chat has this name">People who are found stand below.</EmptyState>
  if (filter !== 'all') return <EmptyState title="Nothing here">No chat is of this kind.</EmptyState>
  return (
    <EmptyState
      title="No chats yet"
      actions={
        <Button tone="primary" onClick={() => app.go('/new/private')}>
          Write to a person
        </Button>
      }
    >
      Your chats will stand here, the latest first.
    </EmptyState>
  )
}
