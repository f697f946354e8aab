/**
 * The embedded composition: SQLite for log and records, and everything in this process. `clustered.ts` has the other one.
 */
import { failure, FailureError } from '@parley/protocol'
import { givenSigningKey, openSigningKey } from './accounts/keys.ts'
import { compose, type Composition, loadEdge, type World } from './composition.ts'
import type { Config } from './config.ts'
import { makeFolder } from './dataFolder.ts'
import { openDisk } from './disk/main.ts'
import { refuseMoving } from './moving/marker.ts'

export async function embedded(config: Config, world: World): Promise<Composition> {
  const { env, randomBytes, journal } = world
  makeFolder(config.data)
  const onExposed = (path: string): void => journal.warn('signingKeyExposed', { path })
  const key =
    config.signingKey === null
      ? openSigningKey(config.data, { randomBytes, onExposed })
      : givenSigningKey(config.signingKey)
  const onDefect = (error: unknown): void => journal.error('defect', error)
  // The worker opens the file while this thread loads the routes.
  const opening = openDisk({ folder: config.data, env, onDefect })
  const [disk, edge] = await Promise.all([opening, loadEdge()])
  const { log, records } = disk
  await refuseMoving(records).catch(async (error: unknown) => {
    await disk.close()
    throw error
  })
  const composition = compose(config, world, edge, { log, records, source: null, key, readiness: () => ({}) })
  return {
    ...composition,
    async close(deadlineMs) {
      const cutOff = await composition.close(deadlineMs)
      await disk.close()
      return cutOff
    },
  }
}

export const notListening = (host: string, port: number, cause: unknown): FailureError =>
  new FailureError(
    failure('unavailable', `Cannot listen on ${host}:${port}. Is another program using it? Choose one with --port.`),
    { cause },
  )
