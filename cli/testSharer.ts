/**
 * A program with one account open, steered by lines on stdin: `post TEXT`, `set KEY VALUE`, `wait N` (until N messages are in
 * the log), `kept` (until what was posted is in the storage), `stop`. Each is answered with a line of JSON. For tests.
 */
import { clientOf } from '@parley/tui/openClient'
import { world } from './realWorld.ts'
import { tuiWorld } from './tuiWorld.ts'

const outside = tuiWorld(world, {})
const { home } = outside
const [account] = await home.accounts()
if (account === undefined) throw new Error('Nobody is logged in.')
const open = await home.open(account)
const client = clientOf(open, outside, 'sharer')
const failures: string[] = []
client.on((event) => {
  if (event.type === 'failure') failures.push(event.failure.message)
})
await client.start()

/** What is in the log, as this client shows it. */
const texts = (): string[] =>
  client
    .chats()
    .flatMap(({ messages, pending }) =>
      messages.flatMap(({ id, content }) => (content.kind === 'text' && !pending.has(id) ? [content.text] : [])),
    )
const until = (isTrue: () => boolean): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = client.on(() => {
    if (isTrue()) resolve()
  })
  if (isTrue()) resolve()
  return promise.finally(off)
}
/** The chat's first entry says that it was made. */
async function see(count: number): Promise<void> {
  await until(() => client.chats().some(({ seq }) => seq > count))
  for (const { id, hasOlder } of client.chats()) if (hasOlder) await client.loadOlder(id)
}
const stored: Promise<void>[] = []

console.log('"ready"')
for await (const line of console) {
  const [command = '', key = '', value = ''] = line.split(' ')
  if (command === 'post') {
    await until(() => client.chats().length > 0)
    const [chat] = client.chats()
    if (chat === undefined) throw new Error('There is no chat.')
    stored.push(client.submit(chat.id, { type: 'post', content: { kind: 'text', text: key } }).stored)
  } else if (command === 'kept') await Promise.all(stored)
  else if (command === 'set') client.setSetting(key, value)
  else if (command === 'wait') await see(Number(key))
  else if (command === 'see') await until(() => client.setting(key) === value)
  else if (command === 'stop') break
  console.log(JSON.stringify({ texts: texts(), failures }))
}
await client.stop()
await open.close()
console.log('"stopped"')
process.exit(0)
