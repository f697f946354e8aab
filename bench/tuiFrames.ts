/** `parley tui`, which writes down how long ink took for each frame: `bun tuiFrames.ts FILE`. The login is the environment's. */
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { webSocketTransport } from '@parley/protocol/client'
import { createHome } from '../cli/home.ts'
import { standardInput } from '../cli/input.ts'
import { runTui } from '../tui/main.ts'

const [, , file = ''] = process.argv
const times: number[] = []
const world = {
  env: process.env,
  home: homedir(),
  now: Date.now,
  random: Math.random,
  sleep: Bun.sleep,
  onInterrupt: () => undefined,
  unique: () => crypto.randomUUID(),
  input: standardInput,
}
process.exitCode = await runTui(
  {
    env: process.env,
    now: Date.now,
    random: Math.random,
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    fetch,
    transport: webSocketTransport((url) => new WebSocket(url)),
    home: createHome({ world, options: {}, fetch }),
  },
  { isPlain: false, clientName: 'bench', onFrame: (ms) => times.push(ms) },
)
writeFileSync(file, JSON.stringify(times))
process.exit()
