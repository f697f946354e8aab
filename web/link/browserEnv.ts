/** Time and randomness of a browser. */
import type { ClientEnv } from '@parley/protocol/client'

export const browserEnv: ClientEnv = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** 128 bits; also where a page came by plain http. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
