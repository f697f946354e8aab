/** `tui`: the terminal client, full screen or, with `--plain`, line by line. */
import { runTui } from '@parley/tui'
import type { Invocation } from '../invocation.ts'
import type { ProfileOptions } from '../profile.ts'
import { tuiWorld } from '../tuiWorld.ts'
import { version } from '../version.ts'

export interface TuiOptions extends ProfileOptions {
  readonly plain?: boolean
}

/** Resolves with the exit code. */
export const tui = ({ world }: Invocation, options: TuiOptions): Promise<number> =>
  runTui(tuiWorld(world, options), {
    isPlain: options.plain === true,
    clientName: `parley tui ${version} on ${process.platform}`,
  })
