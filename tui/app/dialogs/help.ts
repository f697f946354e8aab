/** All keys, from the keys in force. */
import { foldKeys, helpSections } from '../../keys/help.ts'
import type { Line } from '../../text/line.ts'
import type { App } from '../app.ts'
import { text } from '../dialog.ts'

const keysColumns = 26

export function helpDialog(app: App): void {
  const lines: Line[] = [
    [{ text: ` Keys can be changed in ${app.world.home.configFolder}/keys.json`, tone: 'muted' }],
    [
      {
        text: ' s/old/new/ edits your last message. /name runs a command. Shift selects text with the mouse.',
        tone: 'muted',
      },
    ],
  ]
  for (const { title, rows } of helpSections(app.bindings)) {
    if (rows.length === 0) continue
    lines.push([], [{ text: ` ${title}`, tone: 'strong', bold: true }])
    for (const row of rows)
      for (const [at, keys] of foldKeys(row.keys, keysColumns).entries())
        lines.push([
          { text: ` ${keys.padEnd(keysColumns)} `, tone: 'accent' },
          { text: at === 0 ? row.title : '', tone: 'text' },
        ])
  }
  app.push(text('Keys', lines))
}
