/** Where keys are pressed, read from the page. */
import { type KeyContext, keyContexts } from './action.ts'
import type { Pressed } from './resolve.ts'

const isContext = (text: string | undefined): text is KeyContext => keyContexts.some((context) => context === text)

/**
 * `null` for keys that the element answers by itself: Enter and Space on what can be activated. An element that has
 * `data-keys` is asked as that.
 */
export function pressedAt(target: EventTarget | null, chord: string): Pressed | null {
  if (!(target instanceof Element)) return { contexts: ['chat', 'anywhere'], isTyping: false }
  if ((chord === 'enter' || chord === 'space') && !target.matches('[data-keys]') && target.matches(activated))
    return null
  const contexts: KeyContext[] = []
  for (
    let place = target.closest('[data-keys]');
    place !== null;
    place = place.parentElement?.closest('[data-keys]') ?? null
  ) {
    const context = place instanceof HTMLElement ? place.dataset['keys'] : undefined
    if (!isContext(context) || contexts.includes(context)) continue
    // What is done while writing is done in the field, not on the buttons beside it.
    if (context === 'composer' && target instanceof HTMLTextAreaElement && target.value === '')
      contexts.push('emptyComposer')
    contexts.push(context)
  }
  return { contexts: [...contexts, 'chat', 'anywhere'], isTyping: target.closest(typedIn) !== null }
}

const activated =
  'a[href], button, summary, select, [role=button], [role=link], [role=menuitem], [role=option], [role=tab], [role=switch], [role=checkbox], [role=radio], input[type=checkbox], input[type=radio]'
/** Lists that are searched by typing count too. */
const typedIn = 'input, textarea, select, [contenteditable=""], [contenteditable=true], [role=menu], [role=listbox]'
