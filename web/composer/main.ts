/**
 * Where one writes.
 *
 *     field ─ sheet (text, undo) ─ draft ─ this device, the account
 *       │         └─ send ─ desk
 *     popup · marks · picker · preview
 *
 * It owns the field, what is written in each chat of this tab with its undo and its draft, the popup while one types, the picker
 * of emoji, and what a text becomes when it is sent: a message, an edit, a substitution, a command. It guarantees that a key is on
 * the screen before anything else is thought about it, that a text is kept on this device soon after a pause and always when the
 * page goes, and that sending waits for nothing. It refuses to know the network, and how a message is shown: `web/text` shows
 * the preview.
 */
export { Composer, type ComposerHandle } from './composer.tsx'
