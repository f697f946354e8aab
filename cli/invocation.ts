/** One run of one command: the world, where its output goes, and the options that all commands share. */
import { createOutput, type Output, type Streams } from './output.ts'
import type { World } from './world.ts'

export interface SharedOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly profile?: string
  readonly server?: string
  /** False with `--no-color`. */
  readonly color?: boolean
}

export interface Invocation {
  readonly world: World
  readonly output: Output
  readonly options: SharedOptions
}

export const invocation = (world: World, streams: Streams, options: SharedOptions): Invocation => ({
  world,
  options,
  output: createOutput(
    { ...streams, hasColor: streams.hasColor && options.color !== false },
    { isJson: options.json === true, isQuiet: options.quiet === true },
  ),
})
