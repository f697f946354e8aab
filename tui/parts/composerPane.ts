/** The composer: what is answered or edited, the popup of what can be completed, and the text with its caret. */
import type { Assist } from '@parley/protocol/text'
import type { Layout } from '../composer/layout.ts'
import type { Line } from '../text/line.ts'
import { spread } from './chatList.ts'
import { type Hit, type Pane, pane } from './pane.ts'

export interface ComposerModel {
  readonly layout: Layout
  /** "Reply to Ann: …", "Edit"; empty for an ordinary message. */
  readonly purpose: string
  /** Shown in the empty composer. */
  readonly placeholder: string
  readonly isEmpty: boolean
  readonly hasFocus: boolean
  readonly assist: { readonly assist: Assist; readonly at: number } | null
  /** Why nothing can be written here; it stands in place of the text. */
  readonly refusal: string | null
}

/** Cells left of the text. */
export const promptColumns = 2
const assistRowsMax = 6

export function composerPane(model: ComposerModel, columns: number): Pane {
  const { layout, purpose, hasFocus, assist, refusal } = model
  const lines: Line[] = []
  const hits: Hit[] = []
  if (assist !== null) {
    const { items } = assist.assist
    const top = Math.max(0, Math.min(assist.at - assistRowsMax + 1, items.length - assistRowsMax))
    items.slice(Math.max(0, top), Math.max(0, top) + assistRowsMax).forEach((item, place) => {
      const isAt = Math.max(0, top) + place === assist.at
      hits.push({ y: lines.length, from: 0, to: columns, target: { type: 'item', at: Math.max(0, top) + place } })
      lines.push(
        spread(
          [{ text: ` ${item.label}`, tone: isAt ? 'selected' : 'text' }],
          [{ text: ` ${item.detail} `, tone: isAt ? 'selected' : 'muted' }],
          columns,
          isAt ? 'selected' : 'text',
        ),
      )
    })
  }
  lines.push([{ text: '─'.repeat(columns), tone: hasFocus ? 'accent' : 'border' }])
  if (purpose !== '') lines.push(spread([{ text: ` ${purpose}`, tone: 'accent' }], [], columns, 'text'))
  if (refusal !== null) return pane([...lines, [{ text: ` ${refusal}`, tone: 'muted' }]], hits)
  const first = lines.length
  layout.lines.forEach((line, row) => {
    hits.push({ y: first + row, from: promptColumns, to: columns, target: { type: 'composer', row } })
    const prompt = { text: row === 0 && layout.top === 0 ? '> ' : '  ', tone: hasFocus ? 'accent' : 'muted' } as const
    const text: Line = model.isEmpty ? [{ text: model.placeholder, tone: 'muted' }] : line
    lines.push([prompt, ...text])
  })
  const caret = hasFocus ? { x: layout.caret.x + promptColumns, y: first + layout.caret.y } : null
  return pane(lines, hits, caret)
}
