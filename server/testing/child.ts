/** The server as a process of its own: `bun child.ts FOLDER`. */
import { readConfig } from '../config.ts'
import { run } from '../main.ts'

const [, , data = ''] = process.argv
process.exitCode = await run(
  readConfig({ flags: { port: '0', data, registrationsPerHour: '0', stopMs: '5000' }, env: {} }),
  () => {},
)
