/** `migrate`: moves the data of a server from its folder into a cluster, or back. */
import { readConfig } from '@parley/server/config'
import { migrate as move, type Place, type Progress, reopen } from '@parley/server/migrate'
import { usage } from '../exit.ts'
import type { Invocation } from '../invocation.ts'

/** Beside these: the settings of a cluster, by their names. */
export type MigrateOptions = Readonly<Partial<Record<'from' | 'to' | 'reopen' | (string & {}), string>>>

const progressMs = 1_000
const steps: Readonly<Record<Progress['step'], string>> = {
  entries: 'Copying entries',
  records: 'Copying accounts, sessions, marks and settings',
  comparing: 'Comparing every entry',
}

export async function migrate({ world, output }: Invocation, options: MigrateOptions): Promise<void> {
  const { from, to, reopen: left, ...flags } = options
  const placeOf = (text: string): Place => toPlace(text, flags, world.env)
  const onDefect = (error: unknown): void => output.words(error instanceof Error ? error.message : String(error))
  if (left !== undefined) {
    if (from !== undefined || to !== undefined) throw usage('Say --reopen alone, or --from and --to.')
    await reopen(placeOf(left), onDefect)
    return output.words('Servers may start there again. Be sure that none runs where it was moved to.')
  }
  if (from === undefined || to === undefined)
    throw usage('Say from where and to where: parley migrate --from FOLDER --to nats://host:4222, or the other way.')
  const ends = { from: placeOf(from), to: placeOf(to) }
  if (ends.from.type === ends.to.type)
    throw usage('One of the two is a folder, and the other a cluster. For a copy of a folder: parley backup FOLDER')

  let told: { readonly step: string; readonly at: number } | null = null
  const moved = await move({
    ...ends,
    onDefect,
    onProgress({ step, done }) {
      const at = world.now()
      if (told?.step === step && at - told.at < progressMs) return
      told = { step, at }
      output.words(`${steps[step]} … ${done}`)
    },
  })
  if (output.isJson) output.json(moved)
  else
    output.line(`Moved and compared: ${moved.entries} entries of ${moved.chats} chats, and ${moved.records} records.`)
  output.words(`Start the server there: ${startCommand(ends.to)}`)
  if (ends.to.type === 'cluster')
    output.words('Each node begins with an empty data folder: what an older cluster left there is another copy.')
  if (!moved.hasSigningKey)
    output.words('The signing key is not there. Bring it along by hand, or people have to log in again.')
}

/** Passwords stand in scrollback and logs for long: they are not said again. */
export function startCommand(place: Place): string {
  if (place.type === 'folder') return `parley serve --data ${place.path}`
  const servers = place.nats.map((server) => server.replace(/\/\/.*@/, '//LOGIN@'))
  return `parley serve --nats ${servers.join()} --cluster ${place.cluster}`
}

function toPlace(
  text: string,
  flags: Readonly<Partial<Record<string, string>>>,
  env: Readonly<Record<string, string | undefined>>,
): Place {
  if (!/^(nats|tls|wss?):\/\//.test(text)) return { type: 'folder', path: text }
  const config = readConfig({ flags: { ...flags, nats: text, data: '.' }, env })
  const { nats, natsMonitors, cluster, replicas, logBytes, recordBytes, unsafeSync } = config
  return { type: 'cluster', nats, natsMonitors, cluster, replicas, logBytes, recordBytes, unsafeSync }
}
