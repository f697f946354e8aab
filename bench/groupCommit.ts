/** The limit of durable writing: SQLite alone, in groups, each flushed to disk before the next. */
import { Database } from 'bun:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface Commits {
  readonly rowsPerSecond: number
  readonly cpuUsPerRow: number
}

/** Rows of 250 bytes with the log's index, `group` rows a commit, in a folder beside the server's data. */
export function groupCommit(folder: string, group: number, seconds: number): Commits {
  const place = mkdtempSync(join(folder, 'commit-'))
  const file = new Database(join(place, 'log.db'), { create: true, strict: true })
  file.run('PRAGMA journal_mode = WAL')
  file.run('PRAGMA synchronous = FULL')
  file.run(
    'CREATE TABLE entries (position INTEGER PRIMARY KEY, chat INTEGER, seq INTEGER, event TEXT, UNIQUE (chat, seq))',
  )
  const insert = file.prepare('INSERT INTO entries (chat, seq, event) VALUES (?, ?, ?)')
  const event = 'x'.repeat(250)
  let rows = 0
  const commit = file.transaction(() => {
    for (let n = 0; n < group; n++, rows++) insert.run(rows % 100, Math.floor(rows / 100), event)
  })
  const cpu = process.cpuUsage()
  const began = performance.now()
  while (performance.now() - began < seconds * 1_000) commit()
  const took = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  file.close()
  rmSync(place, { recursive: true })
  return { rowsPerSecond: rows / took, cpuUsPerRow: (user + system) / rows }
}
