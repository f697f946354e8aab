/** Any dialog: a title, its rows or fields, and what keys do. It fills the room it is given. */
import { type Dialog, type Field, type FormDialog, type Item, type ListDialog, visibleFields } from '../app/dialog.ts'
import { keyLabel } from '../keys/help.ts'
import type { Line } from '../text/line.ts'
import { clustersOf, truncate, width } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import { spread } from './chatList.ts'
import { type Caret, type Hit, type Pane, pane } from './pane.ts'

export function dialogBox(dialog: Dialog, columns: number, rows: number): Pane {
  const head: Line[] = [
    spread([{ text: ` ${dialog.title}`, tone: 'strong', bold: true }], [], columns, 'text'),
    [{ text: '─'.repeat(columns), tone: 'accent' }],
  ]
  switch (dialog.type) {
    case 'list':
      return listBox(dialog, head, columns, rows)
    case 'form':
      return formBox(dialog, head, columns, rows)
    case 'confirm':
      return pane([
        ...head,
        ...wrapText(dialog.question, 'text', columns - 2).map((line): Line => [{ text: ' ', tone: 'text' }, ...line]),
        [],
        [{ text: ` Enter: ${dialog.yes}   Esc: leave it`, tone: 'muted' }],
      ])
    case 'text': {
      const room = Math.max(1, rows - head.length - 1)
      const more = dialog.lines.length - dialog.top - room
      return pane([
        ...head,
        ...dialog.lines.slice(dialog.top, dialog.top + room).map((line) => truncate(line, columns)),
        [{ text: more > 0 ? ` ${more} more lines: ↓   Esc: close` : ' Esc: close', tone: 'muted' }],
      ])
    }
  }
}

export const visibleItems = ({ items, filter, search }: ListDialog): readonly Item[] => {
  const query = filter?.text.trim().toLowerCase() ?? ''
  // Where a search answers, it has narrowed the items already.
  return query === '' || search !== undefined ? items : items.filter(({ text }) => text.toLowerCase().includes(query))
}

function listBox(dialog: ListDialog, head: readonly Line[], columns: number, rows: number): Pane {
  const lines: Line[] = [...head]
  const hits: Hit[] = []
  let caret: Caret | null = null
  if (dialog.filter !== null) {
    const prompt = ' Find: '
    caret = { x: prompt.length + width(dialog.filter.text.slice(0, dialog.filter.cursor)), y: lines.length }
    lines.push([
      { text: prompt, tone: 'muted' },
      { text: dialog.filter.text, tone: 'text' },
    ])
  }
  const items = visibleItems(dialog)
  const foot: Line[] = [
    ...(dialog.error === null ? [] : [[{ text: ` ${dialog.error}`, tone: 'error' as const }]]),
    [{ text: ` ${footOf(items[dialog.at], dialog.isBusy)}`, tone: 'muted' }],
  ]
  const shown = Math.max(1, rows - lines.length - foot.length)
  const top = Math.max(0, Math.min(dialog.at - Math.floor(shown / 2), items.length - shown))
  items.slice(top, top + shown).forEach((item, place) => {
    const isAt = top + place === dialog.at
    hits.push({ y: lines.length, from: 0, to: columns, target: { type: 'item', at: top + place } })
    const line = isAt ? item.line.map((span) => ({ ...span, tone: 'selected' as const })) : item.line
    lines.push(
      spread([{ text: ' ', tone: isAt ? 'selected' : 'text' }, ...line], [], columns, isAt ? 'selected' : 'text'),
    )
  })
  if (items.length === 0 && !dialog.isBusy) lines.push([{ text: ` ${dialog.empty}`, tone: 'muted' }])
  return pane([...lines, ...foot], hits, caret)
}

function footOf(item: Item | undefined, isBusy: boolean): string {
  if (isBusy) return 'Working…'
  const actions = (item?.actions ?? []).map(({ key, title }) => `${keyLabel(key)}: ${title}`)
  return [...actions, 'Esc: close'].join('   ')
}

function formBox(dialog: FormDialog, head: readonly Line[], columns: number, rows: number): Pane {
  const lines: Line[] = [...head]
  const hits: Hit[] = []
  let caret: Caret | null = null
  const labelColumns = Math.min(
    Math.max(...dialog.fields.map(({ label }) => width(label))) + 3,
    Math.max(8, Math.floor(columns / 2)),
  )
  visibleFields(dialog).forEach((field, at) => {
    const isAt = at === dialog.at
    const shown = hidden(field, field.editor.text)
    hits.push({ y: lines.length, from: 0, to: columns, target: { type: 'item', at } })
    if (isAt && field.kind !== 'choice') {
      const before = hidden(field, field.editor.text.slice(0, field.editor.cursor))
      caret = { x: Math.min(columns - 1, labelColumns + width(before)), y: lines.length }
    }
    const text = field.kind === 'choice' ? `‹ ${shown} ›` : shown
    lines.push([
      { text: ` ${field.label}`.padEnd(labelColumns), tone: isAt ? 'accent' : 'muted', bold: isAt },
      { text: isLong(text, columns - labelColumns) ? tail(text, columns - labelColumns - 1) : text, tone: 'text' },
    ])
    if (isAt && field.hint !== '')
      for (const line of wrapText(field.hint, 'muted', Math.max(8, columns - labelColumns)))
        lines.push([{ text: ' '.repeat(labelColumns), tone: 'muted' }, ...line])
  })
  lines.push([])
  if (dialog.error !== null)
    for (const line of wrapText(dialog.error, 'error', columns - 2)) lines.push([{ text: ' ', tone: 'error' }, ...line])
  const leave = dialog.canLeave ? '   Esc: leave' : ''
  lines.push([
    { text: dialog.isBusy ? ' Working…' : ` Enter: ${dialog.submitLabel}   Tab: next field${leave}`, tone: 'muted' },
  ])
  return pane(lines.slice(0, rows), hits, caret)
}

const isLong = (text: string, columns: number): boolean => width(text) >= columns

/** What may be seen of a field's text. */
const hidden = ({ kind }: Field, text: string): string =>
  kind === 'secret' ? '•'.repeat(clustersOf(text).length) : text

/** The end of a text that is longer than its field. */
function tail(text: string, columns: number): string {
  const clusters = clustersOf(text)
  let from = clusters.length
  let room = columns
  while (from > 0 && room >= width(clusters[from - 1] ?? '')) {
    from--
    room -= width(clusters[from] ?? '')
  }
  return clusters.slice(from).join('')
}
