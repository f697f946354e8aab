/** Where to go in a chat: a date, or words in what is loaded. */
import type { App } from '../app.ts'
import { dateFrom } from '../date.ts'
import { field, form } from '../dialog.ts'
import { findMatch, jumpToTime } from '../timelineMoves.ts'

export function dateDialog(app: App): void {
  if (app.desk() === null) return
  app.push(
    form(
      'Go to a date',
      [field('day', 'Day', { hint: 'Like 2026-03-01, 1.3.2026, yesterday, 10 days.' })],
      'go',
      async ({ day = '' }) => {
        const at = dateFrom(day, app.clock())
        if (at === null) throw new Error(`“${day}” is no date. It looks like 2026-03-01.`)
        jumpToTime(app, at)
        app.focus = 'timeline'
      },
    ),
  )
}

export function searchDialog(app: App): void {
  const desk = app.desk()
  if (desk === null) return
  app.push(
    form(
      'Search in the messages that are loaded',
      [field('query', 'Words', { text: desk.query, hint: 'Empty ends the search. n and N go on, up and down.' })],
      'search',
      async ({ query = '' }) => {
        desk.query = query.trim()
        app.memory.revision++
        app.focus = 'timeline'
        if (desk.query !== '') findMatch(app, -1)
      },
    ),
  )
}
