/**
 * The full-screen terminal client, `parley tui`.
 *
 *     terminal ─ shell ─ event ─▶ app ◀─ event ─ client ─▶ server
 *        ▲                         │
 *        └── ink ◀─ screen ◀─ frame (parts, timeline, composer: lines of text)
 *
 * `shell` owns the terminal, `app` what is open, `parts` and `timeline` and `composer` are pure and make lines, and ink prints
 * them. It guarantees that a key is answered without waiting for the network, that what is typed outlives the program, that a
 * chat of any length costs what is on the screen, and that what strangers wrote cannot steer the terminal. On a terminal that
 * cannot move its cursor, and with `--plain`, `linear` takes over: one labelled line for each thing that happens.
 */
import { runLinear } from './linear/main.ts'
import type { TuiWorld } from './world.ts'

export type { Home, KeptAccount, OpenAccount, TuiWorld } from './world.ts'

export interface TuiOptions {
  /** One labelled line for each thing that happens, no redraw. */
  readonly isPlain: boolean
  /** For the list of sessions: "parley tui 0.1 on linux". */
  readonly clientName: string
  /** Told after each frame, in ms; for measuring. */
  readonly onFrame?: (renderMs: number) => void
}

/** Resolves with the exit code. The terminal is as it was before. */
export async function runTui(world: TuiWorld, options: TuiOptions): Promise<number> {
  const { env, stdin, stdout } = world
  const isSimple = env['TERM'] === 'dumb' || !stdin.isTTY || !stdout.isTTY
  if (options.isPlain || isSimple) return runLinear({ world, clientName: options.clientName })
  const { runFullScreen } = await import('./fullScreen.ts')
  return runFullScreen(world, options)
}
