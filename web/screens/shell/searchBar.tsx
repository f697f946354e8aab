/** Search in what is loaded of a chat: Enter and the arrows go from match to match, Escape empties the field, then closes. */
import { useDeferredValue, useEffect, useState, type KeyboardEvent, type ReactElement } from 'react'
import { ChevronDown, ChevronUp, History, X } from 'lucide-react'
import type { ChatView } from '@parley/protocol/client'
import { useApp } from '../../app/useApp.ts'
import { IconButton, SearchField } from '../../parts/main.ts'
import { matchesOf } from './matches.ts'

export interface SearchBarProps {
  readonly chat: ChatView
  readonly onGo: (seq: number) => void
  readonly onClose: () => void
}

export function SearchBar({ chat, onGo, onClose }: SearchBarProps): ReactElement {
  const app = useApp()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const wanted = useDeferredValue(query)
  const matches = matchesOf(chat.messages, wanted)
  const current = matches[at]

  useEffect(() => {
    const first = matches[0]
    setAt(0)
    if (first !== undefined) onGo(first)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a new message must not move whoever reads a match.
  }, [wanted])

  function go(by: 1 | -1): void {
    if (matches.length === 0) return
    const next = (at + by + matches.length) % matches.length
    setAt(next)
    const seq = matches[next]
    if (seq !== undefined) onGo(seq)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
    else if (event.key === 'ArrowUp') go(1)
    else if (event.key === 'ArrowDown') go(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const count = query === '' ? '' : matches.length === 0 ? 'Nothing found' : `${at + 1} of ${matches.length}`
  return (
    <search className="search-bar" onKeyDown={onKeyDown}>
      <SearchField label="Search in this chat" value={query} onChange={setQuery} autoFocus />
      <span className="search-bar-count" role="status" data-current={current}>
        {count}
      </span>
      {chat.hasOlder && (
        <IconButton
          label="Search further back"
          icon={History}
          onClick={() => app.attempt(() => app.client.loadOlder(chat.id))}
        />
      )}
      <IconButton label="Older match" icon={ChevronUp} onClick={() => go(1)} />
      <IconButton label="Newer match" icon={ChevronDown} onClick={() => go(-1)} />
      <IconButton label="Close the search" icon={X} onClick={onClose} />
    </search>
  )
}
