/** Keys that are not ours to give: a browser, a system or a field keeps them. */
import type { KeyContext } from './action.ts'
import { formatChord, isTypedChord } from './chord.ts'

/** Pages never see them, or people would be lost without them. */
const ofBrowsers: ReadonlySet<string> = new Set(
  [
    ['n', 't', 'w', 'q', 'r', 'l', 'p'].map((key) => `mod+${key}`),
    ['n', 't', 'w', 'q', 'i', 'tab', 'pageup', 'pagedown'].map((key) => `mod+shift+${key}`),
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '=', '_'].map((key) => `mod+${key}`),
    ['pageup', 'pagedown', 'tab', 'f4', 'space'].map((key) => `mod+${key}`),
    ['f1', 'f5', 'f11', 'f12', 'shift+f5', 'mod+f5', 'alt+f4', 'alt+tab', 'alt+home', 'alt+d', 'alt+space'],
    ['tab', 'shift+tab', 'shift+f10'],
  ].flat(),
)
const ofMacs: ReadonlySet<string> = new Set(['mod+h', 'mod+m', 'mod+`', 'mod+alt+escape', 'ctrl+up', 'ctrl+down'])
/** Whoever writes needs them; a message that is not written in can have them. */
const ofTexts: ReadonlySet<string> = new Set(
  ['a', 'c', 'v', 'x', 'z', 'y', 'shift+z', 'shift+v', 'left', 'right', 'backspace', 'delete', 'home'].map(
    (key) => `mod+${key}`,
  ),
)

/** Why an action of these places cannot have these keys, as a sentence; `null`: it can. */
export function refusedChord(chord: string, contexts: readonly KeyContext[], isMac: boolean): string | null {
  const shown = formatChord(chord, isMac)
  if (ofBrowsers.has(chord) || (isMac && ofMacs.has(chord))) return `The browser keeps ${shown} for itself.`
  const isOnlyForMessages = contexts.every((context) => context === 'message')
  if (!isOnlyForMessages && ofTexts.has(chord)) return `${shown} is needed to write.`
  const isForWriting = contexts.some((context) => context === 'composer' || context === 'emptyComposer')
  if (isForWriting && isTypedChord(chord, isMac)) return `${shown} types a text, and this is done while writing.`
  return null
}
