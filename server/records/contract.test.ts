import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDisk } from '../disk/main.ts'
import { testEnv } from '../log/contract.ts'
import { recordsContract } from './contract.ts'
import { createMemoryRecords } from './memory.ts'

const onDefect = (error: unknown): void => {
  throw error
}

recordsContract('records in memory', async () => ({
  records: createMemoryRecords(onDefect),
  release: () => Promise.resolve(),
}))

recordsContract('records in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-records-'))
  const disk = await openDisk({ folder, env: testEnv(3), onDefect })
  return {
    records: disk.records,
    async release() {
      await disk.close()
      rmSync(folder, { recursive: true })
    },
  }
})
