/**
 * How one seems to be here, as one chose it: a setting of the account (`presence`), because whoever is invisible must not
 * appear by a reload or on another device.
 */
import type { Status } from '@parley/protocol'
import type { App } from '../../app/app.ts'

export const presenceSetting = 'presence'

const statuses: readonly Status[] = ['online', 'away', 'busy', 'offline']

/** Without a setting one is online. */
export const readPresence = (setting: string | null): Status =>
  statuses.find((status) => status === setting) ?? 'online'

export function choosePresence(app: Pick<App, 'client'>, status: Status): void {
  app.client.setSetting(presenceSetting, status === 'online' ? null : status)
  app.client.presence(status)
}

/** Says what was chosen, now and when another device chooses again. The result ends it. */
export function followPresence(app: Pick<App, 'client'>): () => void {
  const chosen = (): Status => readPresence(app.client.setting(presenceSetting))
  let said: Status = 'online'
  const say = (): void => {
    const status = chosen()
    if (status === said) return
    said = status
    app.client.presence(status)
  }
  say()
  return app.client.on((event) => {
    if (event.type === 'settings' && event.keys.includes(presenceSetting)) say()
  })
}
