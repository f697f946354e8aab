/**
 * Keys of the web client.
 *
 *     table ─ bindings (with a person's own) ─ useKeys ─ registry ─ whoever called useAction
 *       └──── help · tooltips · settings · the switcher's commands
 *
 * It owns the table of actions, what keys mean where, the listener, and the handlers of this tab. It guarantees that keys which
 * nobody takes stay the browser's, that a field gets what is typed in it, and that wrong keys of a person are told in words. It
 * refuses to know what an action does.
 */
export { KeyLayer } from './keyLayer.tsx'
export { KeySettings } from './keySettings.tsx'
export { tabActions } from './registry.ts'
export { useAction } from './useAction.ts'
export { useChord } from './useBindings.ts'
