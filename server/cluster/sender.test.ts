import { expect, test } from 'bun:test'
import { headers } from '@nats-io/transport-node'
import { connectNats } from './connection.ts'
import { createSender } from './sender.ts'
import { leftOut, natsServer, startNats } from './testing/natsServers.ts'

if (natsServer === null) leftOut('messages under way when a connection breaks')

test.skipIf(natsServer === null)(
  '[FAULT34] what was sent when the connection broke is uncertain at once',
  async () => {
    const servers = await startNats(1)
    const nats = await connectNats(servers.urls, 'sender')
    // No time passes: nothing is given up for its age.
    const sender = createSender(nats, { now: () => 0, random: () => 0, after: () => () => undefined })
    await servers.signal(0, 'SIGSTOP')
    const answer = sender.send({ subject: 'a', data: 'hello', marks: headers(), expected: 0 })
    await servers.signal(0, 'SIGKILL')
    expect((await answer).type).toBe('silent')
    sender.stop()
    await nats.close()
    await servers.stop()
  },
  60_000,
)
