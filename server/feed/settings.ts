/** An account's settings as frames: what changed, or what a device that comes back does not know. */
import type { UserId } from '@parley/protocol'
import type { StoredSetting } from '../store/settingTable.ts'
import type { Store } from '../store/main.ts'

/** A frame is sent when it has about this many characters. */
const frameCharsMax = 60_000

/** The values are JSON already and are not encoded again. */
export function* settingFrames(settings: Iterable<StoredSetting>, isWhole = false): Iterable<string> {
  let gathered: string[] = []
  let chars = 0
  let whole = isWhole ? ',"whole":true' : ''
  const frame = (): string => `{"t":"settings","settings":[${gathered.join(',')}]${whole}}`
  for (const { key, value, revision } of settings) {
    const json = `["${key}",${value ?? 'null'},${revision}]`
    if (chars > 0 && chars + json.length > frameCharsMax) {
      yield frame()
      gathered = []
      chars = 0
      whole = ''
    }
    gathered.push(json)
    chars += json.length
  }
  if (gathered.length > 0 || whole !== '') yield frame()
}

/**
 * For a device that knows all up to `revision`: what changed after it, or everything, where it knows nothing, too little, or
 * more than there is (the records are those of an older day).
 */
export function missedSettings(store: Store, user: UserId, revision: number): Iterable<string> {
  const changed = revision === 0 || revision > store.revision() ? null : store.settings.after(user, revision)
  if (changed !== null) return settingFrames(changed)
  const all = store.settings.ofUser(user)
  // Of what was removed the last one is enough to say how far this goes.
  const last = all.at(-1)
  return settingFrames(
    all.filter((setting) => setting.value !== null || setting === last),
    last !== undefined || revision > 0,
  )
}
