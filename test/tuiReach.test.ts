/** What the terminal client reaches: far places of a chat, and everything that the server can do. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { RunningTerminal } from '../tui/testing/terminal.ts'
import { register } from './testing/a-person.ts'
import { type ServerProcess, startServer } from './testing/a-server.ts'
import { keys, newHome, openTui, parley, registerAt } from './testing/tui.ts'

let server: ServerProcess
const open: RunningTerminal[] = []

const tui = (...given: Parameters<typeof openTui>): RunningTerminal => {
  const terminal = openTui(...given)
  open.push(terminal)
  return terminal
}
const press = (x: number, y: number): string => `\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`
const wheelUp = '\x1b[<64;60;10M'

beforeAll(async () => {
  server = await startServer(newHome())
})
afterAll(async () => {
  for (const terminal of open) await terminal.close()
  await server.stop()
}, 20_000)

test('[TUI6] a message that the server refuses stays, says why, and is sent again or taken away', async () => {
  const annHome = await registerAt(server.url, 'ann6', 'Ann')
  const ben = await register(server.url, 'ben6')
  await parley(server.url, annHome, ['send', '@ben6', 'hello'])
  const ann = tui(server.url, annHome)
  await ann.until(/hello ✓/)
  const annId = (await ben.api.users('ann6'))[0]?.id
  if (annId === undefined) throw new Error('Nobody is called ann6.')
  await ben.api.blockContact(annId)
  ann.type(`are you there?${keys.enter}`)
  await ann.until(/Not sent/)
  ann.type(keys.quit)
  await ann.exited
  await ben.api.unblockContact(annId)
  const again = tui(server.url, annHome)
  await again.until(/are you there\?/)
  again.type(keys.escape)
  await again.until(/reply/)
  again.type(`${keys.up}R`)
  await again.until(/are you there\? ✓/)
  expect(await parley(server.url, annHome, ['read', '@ben6', '--json'])).toContain('are you there?')
})

test("[TUI7] a reply's original far back, the way back, a search, and a date", async () => {
  const annHome = await registerAt(server.url, 'ann7', 'Ann')
  const ben = await register(server.url, 'ben7')
  const { id: chat } = await ben.api.createChat({ type: 'private', members: ['@ann7'] })
  const client = ben.client()
  await client.start()
  for (let number = 1; number <= 600; number++)
    client.submit(chat, { type: 'post', content: { kind: 'text', text: `line ${number}` } })
  client.submit(chat, { type: 'post', content: { kind: 'text', text: 'as I said' }, replyTo: 3 })
  await client.flushed()
  await parley(server.url, annHome, ['read', '@ben7', '--mark'])
  const ann = tui(server.url, annHome)
  await ann.until(/as I said/)
  ann.type(keys.escape)
  await ann.until(/reply/)
  ann.type(keys.up + keys.enter)
  await ann.until(/line 1\n[^]*line 2\n[^]*line 5\n/)
  ann.type('b')
  await ann.until(/as I said/)
  ann.type('/')
  await ann.until(/Search in the messages/)
  ann.type(`line 590${keys.enter}`)
  await ann.until(/line 590/)
  ann.type('t')
  await ann.until(/Go to a date/)
  ann.type(`2020-01-01${keys.enter}`)
  await ann.until(/Today[^]*line 1\n/)
  ann.type(keys.altEnd)
  await ann.until(/as I said/)
  await client.stop()
})

test('[TUI8] the mouse opens chats, scrolls, and is given back to the terminal', async () => {
  const annHome = await registerAt(server.url, 'ann8', 'Ann')
  const ben = await register(server.url, 'ben8')
  const { id: chat } = await ben.api.createChat({ type: 'private', members: ['@ann8'] })
  const client = ben.client()
  await client.start()
  for (let number = 1; number <= 80; number++)
    client.submit(chat, { type: 'post', content: { kind: 'text', text: `line ${number}` } })
  await client.flushed()
  await client.stop()
  await parley(server.url, annHome, ['read', '@ben8', '--mark'])
  await parley(server.url, annHome, ['chat', 'create', 'Kitchen', '--group'])
  const ann = tui(server.url, annHome)
  await ann.until(/1 member/)
  const y = ann.rows().findIndex((row) => row.includes('ben8'))
  ann.type(press(5, y))
  await ann.until(/line 60/)
  ann.type(wheelUp.repeat(5))
  await ann.until((text) => !text.includes('line 80\n') && text.includes('newest'))
  ann.type('\x1b[20~')
  await ann.until(/mouse selects text/)
  expect(ann.written()).toContain('\x1b[?1006l')
})

test('[TUI9] groups, roles, contacts, blocks, presence and sessions are reached from the keyboard', async () => {
  const annHome = await registerAt(server.url, 'ann9', 'Ann')
  const ben = await register(server.url, 'ben9')
  await ben.api.requestContact('@ann9')
  const ann = tui(server.url, annHome)
  await ann.until(/No chats yet/)
  ann.type(`${keys.palette}>create a group${keys.enter}`)
  await ann.until(/New group/)
  ann.type(`Kitchen${keys.tab}${keys.tab}@ben9${keys.enter}`)
  await ann.until(/Kitchen[^]*2 members/)
  ann.type(keys.f3)
  await ann.until(/Members/)
  ann.type(keys.down + keys.enter)
  await ann.until(/Write to them[^]*Make them administrator/)
  ann.type(keys.down.repeat(2) + keys.enter)
  await ann.until(/ben9.*administrator/)
  ann.type(`${keys.palette}>contacts${keys.enter}`)
  await ann.until(/asks to be your contact/)
  ann.type(keys.enter)
  await ann.until(/ben9.* contact/)
  ann.type(keys.escape)
  await ann.until((text) => !text.includes('Find:'))
  ann.type(`${keys.palette}>my presence${keys.enter}`)
  await ann.until(/do not disturb/)
  ann.type(keys.down.repeat(2) + keys.enter)
  await ann.until(/Others see you as busy/)
  await parley(
    server.url,
    newHome(),
    ['login', '--username', 'ann9', '--password-stdin'],
    'correct horse battery staple',
  )
  ann.type(`${keys.palette}>my sessions${keys.enter}`)
  const sessions = await ann.until(/End all other sessions/)
  const place = sessions
    .split('\n')
    .filter((row) => /parley/.test(row))
    .findIndex((row) => !row.includes('this one'))
  ann.type(keys.down.repeat(Math.max(0, place)) + keys.enter)
  await ann.until(/Log out/)
  ann.type(keys.enter)
  await ann.until((text) => text.includes('this one') && !text.includes('End all other sessions'))
})
