/** Puts a tree of components on the terminal's screen, by ink. */
import { render, useCursor } from 'ink'
import type { ReactNode } from 'react'
import type { Terminal } from './terminal.ts'

export interface Mounted {
  rerender(node: ReactNode): void
  /** Draws everything anew. */
  repaint(): void
  /** Takes the tree down; the terminal stays open. */
  unmount(): void
  /** Resolves after `unmount`; rejects with an error that a component threw while it rendered: then the tree is down. */
  waitUntilExit(): Promise<unknown>
}

/** `onRender` gets the time that ink took to make a frame, in ms, without what React took. */
export function mount(terminal: Terminal, node: ReactNode, onRender?: (renderMs: number) => void): Mounted {
  const instance = render(node, {
    stdout: terminal.ink.stdout,
    stdin: terminal.ink.stdin,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    // Otherwise `CI=` in the environment would draw nothing, and INK_SCREEN_READER would draw all for every key.
    interactive: true,
    isScreenReaderEnabled: false,
    // A key that comes right behind a frame must not wait for long.
    maxFps: 120,
    ...(onRender === undefined ? {} : { onRender: ({ renderTime }) => onRender(renderTime) }),
  })
  const repaint = (): void => terminal.ink.redraw(() => instance.clear())
  const stop = terminal.onRepaint(repaint)
  return {
    rerender: (next) => instance.rerender(next),
    repaint,
    unmount: () => {
      stop()
      instance.unmount()
    },
    waitUntilExit: () => instance.waitUntilExit(),
  }
}

/**
 * The terminal's own cursor, where an input method shows what is being composed: one at most in a tree. Cells count from 0 at the
 * top left of the screen, wherever in the tree it stands. Without it there is no cursor.
 */
export function Caret({ x, y }: { readonly x: number; readonly y: number }): ReactNode {
  const { setCursorPosition } = useCursor()
  // Ink takes it over when this render is committed, not before.
  setCursorPosition({ x, y })
  return null
}
