/** What is told about keys, made from the keys in force. */
import type { Line, Span } from '../text/line.ts'
import { width } from '../text/width.ts'
import { type Scope, scopes, textScopes } from './action.ts'
import { type Bindings, keysOf } from './bindings.ts'
import { beginsTyped, keyLabel, shortLabel } from './chord.ts'
import { type ActionId, actions } from './table.ts'
import { vimCommands } from './vim/commands.ts'

export { keyLabel } from './chord.ts'

export interface HelpSection {
  readonly title: string
  /** `keys` is empty for what is only in the palette. */
  readonly rows: readonly { readonly keys: string; readonly title: string }[]
}

const titles: Readonly<Record<Scope, string>> = {
  global: 'Everywhere',
  composer: 'Writing',
  field: 'Fields of one line',
  assist: 'Offers while writing',
  timeline: 'Messages',
  chats: 'Chats',
  pane: 'Details',
  dialog: 'Dialogs',
  list: 'Lists',
}

/** Every action with its keys, by scope; with vim also the commands of its normal mode. */
export function helpSections(bindings: Bindings): readonly HelpSection[] {
  const sections: HelpSection[] = scopes.map((scope) => ({
    title: titles[scope],
    rows: actions
      .map(({ id, title, scopes }) => ({
        id,
        title,
        scopes,
        keys: keysOf(bindings, id, [scope]).map(keyLabel).join(', '),
      }))
      .filter(({ keys, scopes }) => keys !== '' || (scope === 'global' && scopes.includes('global')))
      .map(({ keys, title }) => ({ keys, title })),
  }))
  return bindings.mode === 'vim' ? [...sections, { title: 'Writing, normal mode', rows: vimCommands }] : sections
}

/** Keys of a row over as many lines as they need, each line within its columns where a key alone is. */
export function foldKeys(keys: string, columns: number): readonly string[] {
  const lines: string[] = []
  for (const one of keys.split(', ')) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(one)
    // A comma follows where another line does.
    else if (width(`${last}, ${one},`) <= columns) lines[lines.length - 1] = `${last}, ${one}`
    else lines.splice(-1, 1, `${last},`, one)
  }
  return lines
}

/** The most useful first. */
const useful: Readonly<Record<Scope, readonly (readonly [ActionId, string])[]>> = {
  global: [
    ['palette', 'palette'],
    ['next', 'next'],
    ['help', 'help'],
    ['quit', 'quit'],
  ],
  composer: [
    ['send', 'send'],
    ['newline', 'new line'],
    ['cancel', 'leave'],
    ['externalEditor', 'editor'],
  ],
  field: [],
  assist: [
    ['assistAccept', 'take'],
    ['assistDown', 'next'],
    ['assistClose', 'close'],
  ],
  timeline: [
    ['reply', 'reply'],
    ['edit', 'edit'],
    ['copy', 'copy'],
    ['delete', 'delete'],
    ['search', 'search'],
    ['write', 'write'],
  ],
  chats: [
    ['openChat', 'open'],
    ['filterChats', 'filter'],
    ['chatsClose', 'leave'],
  ],
  pane: [
    ['listChoose', 'show'],
    ['memberAdd', 'add'],
    ['memberRole', 'role'],
    ['memberRemove', 'remove'],
    ['paneClose', 'leave'],
  ],
  dialog: [
    ['accept', 'accept'],
    ['fieldNext', 'next field'],
    ['dialogClose', 'close'],
  ],
  list: [['listChoose', 'choose']],
}

/** As many hints as fit, whole; the palette's and help's come after two of the place itself. */
export function hints(bindings: Bindings, within: readonly Scope[], columns: number): Line {
  const places = within.filter((scope) => scope !== 'global')
  const own = places.flatMap((scope) => useful[scope])
  const ordered: readonly Scope[] = [...places, 'global']
  const line: Span[] = []
  let left = columns
  for (const [id, word] of [
    ...own.slice(0, 2),
    ...useful.global.slice(0, 3),
    ...own.slice(2),
    ...useful.global.slice(3),
  ]) {
    const keys = keysHere(bindings, ordered, id)
    if (keys === undefined) continue
    const key = ` ${shortLabel(keys)}`
    const text = ` ${word} `
    const cells = width(key) + width(text)
    if (cells > left) break
    left -= cells
    line.push({ text: key, tone: 'accent' }, { text, tone: 'muted' })
  }
  return line
}

/** The first of its keys that means it here: a more specific place may take a key, and text takes those that type. */
function keysHere(bindings: Bindings, ordered: readonly Scope[], id: ActionId): string | undefined {
  const textAt = ordered.findIndex((scope) => textScopes.includes(scope))
  return keysOf(bindings, id, ordered).find((keys) => {
    const seen = textAt >= 0 && beginsTyped(keys) ? ordered.slice(0, textAt + 1) : ordered
    const taking = seen.find((scope) => bindings.scopes[scope].has(keys))
    return taking !== undefined && bindings.scopes[taking].get(keys) === id
  })
}
