/** Two ends of a port in one thread, for tests: each message is copied as a real port would, and comes after the turn. */
import type { Port } from '../port.ts'

export interface Ports {
  readonly host: Port
  readonly tab: Port
  /** What each end posted, in order. */
  readonly fromHost: readonly unknown[]
  readonly fromTab: readonly unknown[]
}

export const throughJson = (message: unknown): unknown => JSON.parse(JSON.stringify(message))
export const throughClone = (message: unknown): unknown => structuredClone(message)

export function createPorts(copy: (message: unknown) => unknown = throughClone): Ports {
  const fromHost: unknown[] = []
  const fromTab: unknown[] = []
  const toTab = new Set<(message: unknown) => void>()
  const toHost = new Set<(message: unknown) => void>()
  const end = (
    log: unknown[],
    there: ReadonlySet<(message: unknown) => void>,
    here: Set<(message: unknown) => void>,
  ): Port => ({
    post(message) {
      log.push(message)
      const copied = copy(message)
      void Promise.resolve().then(() => there.forEach((listener) => listener(copied)))
    },
    listen(listener) {
      here.add(listener)
      return () => here.delete(listener)
    },
  })
  return { host: end(fromHost, toTab, toHost), tab: end(fromTab, toHost, toTab), fromHost, fromTab }
}
