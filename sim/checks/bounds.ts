/** Every queue is under its limit. */
import { limits } from '@parley/protocol'
import type { Checked, Scene } from './checks.ts'

/** What actors tell themselves is taken even where their mailbox is full. */
const ownCallsMax = 8
/** Timers and frames under way in a world of a few devices. */
const eventsMax = 20_000

export function checkBounds({ world, options }: Checked, { servers, devices }: Scene): void {
  const places = { chat: 8_192, session: 2_048, user: 4_096, ...options.mailbox }
  for (const { running } of servers) {
    if (running === null) continue
    for (const [kind, { deepest, failed }] of running.node.system.inspect().kinds) {
      const most = kind === 'chat' ? places.chat : kind === 'session' ? places.session : places.user
      if (deepest > most + ownCallsMax)
        world.fail('bounds', `A mailbox of a ${kind} holds ${deepest} calls of ${most}.`)
      if (failed > 0 && kind === 'session') world.fail('bounds', 'A session failed.')
    }
  }
  if (world.waiting > eventsMax) world.fail('bounds', `${world.waiting} events wait: something is never let go.`)
  for (const { client, name } of devices)
    for (const { pending } of client?.chats() ?? [])
      if (pending.size > limits.outboxSubmissionsMax) world.fail('bounds', `The outbox of ${name} has no end.`)
}
