/**
 * Keys are data. This table is the one place that says which key does what; handlers, the help screen, the hints in the status line
 * and the palette are made from it.
 *
 * It guarantees that every action can be reached: by a key in both modes, or from the palette. Ctrl-K is the palette, so the rest
 * of a line is killed with Alt-K. What a terminal cannot tell apart is never bound to different things: Ctrl-I is tab, Ctrl-M enter,
 * Ctrl-H backspace and Ctrl-[ escape. Where Alt does not reach the program (some macOS terminals) the important keys have another.
 * Vim's keys of the composer are those of insert mode and of moving; the commands of normal mode are in `vim/`.
 */
import type { Action } from './action.ts'
import { chatActions } from './chatActions.ts'
import { editActions } from './editActions.ts'
import { globalActions } from './globalActions.ts'

const rows = [...globalActions, ...editActions, ...chatActions] as const

export type ActionId = (typeof rows)[number]['id']

/** In the order in which help shows them. */
export const actions: readonly Action<ActionId>[] = rows

const byId: ReadonlyMap<string, Action<ActionId>> = new Map(actions.map((action) => [action.id, action]))

export const actionOf = (id: string): Action<ActionId> | null => byId.get(id) ?? null
