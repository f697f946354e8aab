import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDisk } from '../disk/main.ts'
import { logContract } from './contract.ts'
import { createMemoryLog } from './memory.ts'

logContract('log in memory', async (env) => {
  const defects: unknown[] = []
  return { log: createMemoryLog(env, (error) => defects.push(error)), defects, release: () => Promise.resolve() }
})

logContract('log in SQLite', async (env) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
  const defects: unknown[] = []
  const disk = await openDisk({ folder, env, onDefect: (error) => defects.push(error) })
  return {
    log: disk.log,
    defects,
    async release() {
      await disk.close()
      rmSync(folder, { recursive: true })
    },
  }
})
