/** Frames for the screen: drawn when they are asked for, and told at most once a turn. */
import type { Pane } from '../parts/pane.ts'
import type { Frame, FrameSource } from '../screens/screen.tsx'
import type { Theme } from '../text/theme.ts'

export interface FrameStore extends FrameSource {
  /** What was drawn last, for clicks. */
  readonly shown: Pane
  /** At once: somebody at the keyboard waits for it. */
  changed(): void
  /** With the next frame of what happens elsewhere: many changes, one drawing. */
  changedElsewhere(): void
}

export interface FramePorts {
  readonly draw: () => Pane
  readonly theme: () => Theme
  /** After each frame that was made: what its reader has seen. */
  readonly onDrawn: () => void
  /** Runs `run` once after `ms`; the result cancels it. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** What happens elsewhere is drawn at most this often. */
const elsewhereMs = 33

export function createFrameStore({ draw, theme, onDrawn, after }: FramePorts): FrameStore {
  const listeners = new Set<() => void>()
  let shown: Pane = { lines: [], hits: [], caret: null }
  let frame: Frame | null = null
  let isTold = true
  let cancelElsewhere: (() => void) | null = null

  function changed(): void {
    cancelElsewhere?.()
    cancelElsewhere = null
    frame = null
    if (!isTold) return
    isTold = false
    queueMicrotask(tell)
  }

  function tell(): void {
    isTold = true
    for (const listener of listeners) listener()
  }

  return {
    get shown() {
      return shown
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    frame() {
      if (frame !== null) return frame
      shown = draw()
      frame = { rows: shown.lines, caret: shown.caret, paint: theme().paint }
      // Whoever draws it, and also the one that is drawn before anybody listens.
      queueMicrotask(onDrawn)
      return frame
    },
    changed,
    changedElsewhere() {
      cancelElsewhere ??= after(elsewhereMs, changed)
    },
  }
}
