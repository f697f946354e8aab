/** The settings of the fake server: each is kept, told and answered at once. */
import { encode } from '../../codec.ts'
import type { Failure } from '../../failure.ts'
import type { DownFrame, UpFrames } from '../../frame.ts'
import type { UserId } from '../../ids.ts'
import { refuseSetting, type Setting } from '../../setting.ts'
import type { ServerLine } from './network.ts'

export interface FakeSettings {
  /** By key. A test may change it as an old backup would. */
  of(user: UserId): Map<string, Setting>
  /** As another device would. */
  put(user: UserId, key: string, value: string | null): void
  set(session: { readonly line: ServerLine; readonly user: UserId }, frame: UpFrames['set']): void
  resume(line: ServerLine, user: UserId, known: number | undefined): void
  /** Refuses instead of keeping. */
  refuse: (key: string) => Failure | null
  /** It is kept and told, but who set it hears no answer. */
  isSilent: boolean
  /** A device that knows less hears everything, as if removals up to it were forgotten. */
  horizon: number
}

export function createFakeSettings(tell: (user: UserId, frame: DownFrame) => void): FakeSettings {
  const byUser = new Map<UserId, Map<string, Setting>>()
  let revision = 0
  const settings: FakeSettings = {
    of(user) {
      const found = byUser.get(user) ?? new Map<string, Setting>()
      byUser.set(user, found)
      return found
    },
    put(user, key, value) {
      const mine = settings.of(user)
      if ((mine.get(key)?.[1] ?? null) === value) return
      revision += 1
      mine.set(key, [key, value, revision])
      tell(user, { t: 'settings', settings: [[key, value, revision]] })
    },
    set({ line, user }, { key, value }) {
      const refused = refuseSetting(key, value) ?? settings.refuse(key)
      if (refused === null) settings.put(user, key, value)
      if (!settings.isSilent) line.send(encode({ t: 'set', key, ...(refused === null ? {} : { failure: refused }) }))
    },
    resume(line, user, known) {
      if (known === undefined) return
      const all = [...settings.of(user).values()].sort(([, , one], [, , other]) => one - other)
      const isWhole = known === 0 || known < settings.horizon || known > revision
      const told = isWhole ? all : all.filter(([, , at]) => at > known)
      if (told.length === 0 && (known === 0 || !isWhole)) return
      // One in each frame, so that whoever is cut off has heard a part.
      const [first, ...rest] = told
      const whole = isWhole ? ({ whole: true } as const) : {}
      line.send(encode({ t: 'settings', settings: first === undefined ? [] : [first], ...whole }))
      for (const setting of rest) line.send(encode({ t: 'settings', settings: [setting] }))
    },
    refuse: () => null,
    isSilent: false,
    horizon: 0,
  }
  return settings
}
