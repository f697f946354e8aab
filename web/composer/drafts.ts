/**
 * The draft of one chat, kept twice: on this device soon after a pause, because a page may end at any moment; and as the setting
 * `draft/CHAT` of the account some seconds later, for the other devices.
 *
 *     a key ── 300 ms of quiet ──▶ this device ── 2 s of quiet ──▶ the account
 *
 * What the account held when somebody began to write here is kept beside the draft: so it is known, also after a crash, whether
 * something was written here that the account has not got. Only where nothing was, another device's draft takes its place.
 */
import type { ChatId, UserId } from '@parley/protocol'
import type { Client, ClientEnv } from '@parley/protocol/client'
import type { Kept } from '../app/app.ts'

export interface DraftPorts {
  readonly client: Pick<Client, 'setting' | 'setSetting'>
  readonly env: Pick<ClientEnv, 'now' | 'after'>
  readonly kept: Kept
  readonly me: UserId
  readonly chat: ChatId
  /** What is written here now, as `draftToText` says it; `null` for nothing. */
  readonly read: () => string | null
}

export interface DraftKeeper {
  /** The draft to begin with. */
  begin(): string | null
  changed(): void
  /** Keeps it everywhere at once: the chat or the page is left, or the text was sent. */
  save(): void
  /** The account's draft may be another one. Answers the draft to take over; `undefined`: what is here stays. */
  heard(): string | null | undefined
}

/** Whoever types without a pause must not lose it all: it is kept at the latest after the second number. */
const deviceMs = { pause: 300, longest: 2_000 } as const
const accountMs = { pause: 2_000, longest: 10_000 } as const
/** After so long the account surely has it, however soon the page ends; until then it is kept here too. */
const agreedMs = { pause: 3_000, longest: 3_000 } as const

const draftKey = (me: UserId, chat: ChatId): string => `parley/draft/${me}/${chat}`

export function createDraftKeeper({ client, env, kept, me, chat, read }: DraftPorts): DraftKeeper {
  const key = draftKey(me, chat)
  const settingKey = `draft/${chat}`
  /** What the account held when this device last agreed with it. */
  let base = client.setting(settingKey)
  let isKept = false

  function keepHere(): void {
    const text = read()
    if (isAgreed(text)) return agreed.begin()
    kept.set(key, JSON.stringify({ text, base }))
    isKept = true
  }

  const isAgreed = (text: string | null): boolean => text === base && client.setting(settingKey) === base

  function forget(): void {
    if (!isKept || !isAgreed(read())) return
    kept.set(key, null)
    isKept = false
  }

  function keepInAccount(): void {
    keepHere()
    const text = read()
    if (text === base) return
    // One that is too long for the account stays on this device.
    if (client.setSetting(settingKey, text) !== null) return
    base = text
    agreed.begin()
  }

  const here = createPause(env, deviceMs, keepHere)
  const away = createPause(env, accountMs, keepInAccount)
  const agreed = createPause(env, agreedMs, forget)

  return {
    begin() {
      const found = keptDraft(kept.get(key))
      if (found === null) return base
      isKept = true
      base = found.base
      if (found.text === client.setting(settingKey)) {
        base = found.text
        agreed.begin()
      } else away.begin()
      return found.text
    },
    changed() {
      here.begin()
      away.begin()
    },
    save() {
      here.end()
      away.end()
      keepInAccount()
    },
    heard() {
      const setting = client.setting(settingKey)
      const text = read()
      if (setting !== text && text !== base) return undefined
      base = setting
      agreed.begin()
      return setting === text ? undefined : setting
    },
  }
}

interface KeptDraft {
  readonly text: string | null
  readonly base: string | null
}

function keptDraft(json: string | null): KeptDraft | null {
  if (json === null) return null
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || !('text' in value) || !('base' in value)) return null
    const { text, base } = value
    return isTextOrNull(text) && isTextOrNull(base) ? { text, base } : null
  } catch {
    return null
  }
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string'

interface Pause {
  /** Begins to wait, or goes on. */
  begin(): void
  end(): void
}

/** Runs after a pause, and at the latest so long after it was first asked. */
function createPause(
  env: DraftPorts['env'],
  { pause, longest }: { readonly pause: number; readonly longest: number },
  run: () => void,
): Pause {
  let began: number | null = null
  let cancel: (() => void) | null = null
  const end = (): void => {
    cancel?.()
    cancel = null
    began = null
  }
  return {
    begin() {
      const now = env.now()
      began ??= now
      cancel?.()
      cancel = env.after(Math.max(0, Math.min(pause, began + longest - now)), () => {
        end()
        run()
      })
    },
    end,
  }
}
