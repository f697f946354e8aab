/**
 * The store's migrations, embedded as text so that a compiled binary carries them. SQLite's `user_version` counts those that
 * ran. A new one is made with `drizzle-kit generate` and added here; the test beside this file compares the list with the
 * journal. Tables whose rows are little more than their key are made `WITHOUT ROWID` by hand, which drizzle cannot say.
 */
import type { Database } from 'bun:sqlite'
import store from './migrations/0000_store.sql' with { type: 'text' }
import settings from './migrations/0001_settings.sql' with { type: 'text' }
import source from './migrations/0002_source.sql' with { type: 'text' }

export const migrations: readonly string[] = [store, settings, source]

/** `false` for a file made by a newer version: the caller throws the file away and builds it again. */
export function migrate(file: Database): boolean {
  const row = file.query<{ user_version: number }, []>('PRAGMA user_version').get()
  const done = row?.user_version ?? 0
  if (done > migrations.length) return false
  file.transaction(() => {
    for (const migration of migrations.slice(done))
      for (const statement of migration.split('--> statement-breakpoint')) file.run(statement)
    file.run(`PRAGMA user_version = ${migrations.length}`)
  })()
  return true
}
