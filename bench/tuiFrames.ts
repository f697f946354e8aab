/** `parley tui`, which writes down how long ink took for each frame: `bun tuiFrames.ts FILE`. The login is the environment's. */
import { writeFileSync } from 'node:fs'
import { world } from '../cli/realWorld.ts'
import { tuiWorld } from '../cli/tuiWorld.ts'
import { runTui } from '../tui/main.ts'

const [, , file = ''] = process.argv
const times: number[] = []
process.exitCode = await runTui(tuiWorld(world, {}), {
  isPlain: false,
  clientName: 'bench',
  onFrame: (ms) => times.push(ms),
})
writeFileSync(file, JSON.stringify(times))
process.exit()
