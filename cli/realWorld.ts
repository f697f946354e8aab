/** The world outside, as it really is. */
import { homedir } from 'node:os'
import { standardInput } from './input.ts'
import type { World } from './world.ts'

export const world: World = {
  env: process.env,
  home: homedir(),
  now: Date.now,
  random: Math.random,
  sleep: Bun.sleep,
  onInterrupt: (interrupt) => void process.on('SIGINT', interrupt),
  unique: () => crypto.randomUUID(),
  input: standardInput,
}
