/** Two people at terminals: from the first run to edits, drafts and the palette. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { RunningTerminal } from '../tui/testing/terminal.ts'
import { type ServerProcess, startServer } from './testing/a-server.ts'
import { until } from './testing/a-until.ts'
import { keys, newHome, openTui, parley, password, registerAt } from './testing/tui.ts'

let server: ServerProcess
const open: RunningTerminal[] = []

const tui = (...given: Parameters<typeof openTui>): RunningTerminal => {
  const terminal = openTui(...given)
  open.push(terminal)
  return terminal
}

beforeAll(async () => {
  server = await startServer(newHome())
})
afterAll(async () => {
  for (const terminal of open) await terminal.close()
  await server.stop()
}, 20_000)

test('[TUI1] the first run registers, finds somebody, and both talk', async () => {
  const benHome = await registerAt(server.url, 'ben', 'Ben')
  const ann = tui(server.url, newHome())
  await ann.until(/Welcome to Parley/)
  ann.type(keys.right + keys.tab)
  for (const value of ['ann', password, 'ann@example.org']) ann.type(value + keys.tab)
  ann.type('Ann')
  await ann.until(/Name\s+Ann/)
  ann.type(keys.enter)
  await ann.until(/No chats yet/)
  ann.type(keys.f4)
  await ann.until(/Write to/)
  ann.type('ben')
  await ann.until(/Ben {2}@ben/)
  ann.type(keys.enter)
  await ann.until(/Ann started this chat/)

  const ben = tui(server.url, benHome)
  await ben.until(/Write a message/)
  ann.type('Hello')
  await ben.until(/Ann is typing/)
  ann.type(keys.enter)
  await ben.until(/Hello/)
  await ann.until(/Hello ✓✓/)
  ben.type(`Hi Ann${keys.enter}`)
  await ann.until(/Hi Ann/)
  ben.type(keys.quit)
  expect(await ben.exited).toBe(0)
  expect(ben.isAlternate()).toBeFalse()
  await ann.until(/last seen|offline/)
})

test('[TUI2] a message is answered, edited by up and by s/old/new/, and deleted after asking', async () => {
  const [annHome, benHome] = await Promise.all([
    registerAt(server.url, 'ann2', 'Ann'),
    registerAt(server.url, 'ben2', 'Ben'),
  ])
  await parley(server.url, benHome, ['send', '@ann2', 'Tea or coffee?'])
  const ann = tui(server.url, annHome)
  await ann.until(/Tea or coffee\?/)
  ann.type(keys.escape)
  await ann.until(/reply/)
  ann.type(`${keys.up}r`)
  await ann.until(/Reply to Ben: Tea or coffee\?/)
  ann.type(`Coffe${keys.enter}`)
  await ann.until(/│ Ben: Tea or coffee\?[^]*Coffe ✓/)
  ann.type(`s/Coffe/Coffee/${keys.enter}`)
  await ann.until(/Coffee[^]*✓/)
  ann.type(keys.up)
  await ann.until(/Edit the message/)
  ann.type(` please${keys.enter}`)
  await ann.until(/Coffee please.*✓/)
  expect(await parley(server.url, benHome, ['read', '@ann2', '--json'])).toContain('Coffee please')
  ann.type(keys.escape)
  await ann.until(/reply/)
  ann.type(`${keys.up}d`)
  await ann.until(/Delete this message for everyone\?/)
  ann.type(keys.enter)
  await ann.until(/deleted/i)
  expect(await parley(server.url, benHome, ['read', '@ann2', '--json'])).not.toContain('Coffee')
})

test('[TUI3] a draft outlives the program, and is there on another device', async () => {
  const [annHome] = await Promise.all([registerAt(server.url, 'ann3', 'Ann'), registerAt(server.url, 'ben3', 'Ben')])
  await parley(server.url, annHome, ['send', '@ben3', 'one'])
  const first = tui(server.url, annHome)
  await first.until(/Write a message/)
  first.type('half a thou')
  await first.until(/> half a thou/)
  first.kill('SIGTERM')
  expect(await first.exited).toBe(143)
  const second = tui(server.url, annHome)
  await second.until(/> half a thou/)
  const otherHome = newHome()
  await parley(server.url, otherHome, ['login', '--username', 'ann3', '--password-stdin'], password)
  const elsewhere = tui(server.url, otherHome)
  await elsewhere.until(/> half a thou/)
})

test('[TUI4] the unread line stands where the reader left, and does not move while they read', async () => {
  const [annHome, benHome] = await Promise.all([
    registerAt(server.url, 'ann4', 'Ann'),
    registerAt(server.url, 'ben4', 'Ben'),
  ])
  for (const text of ['one', 'two']) await parley(server.url, benHome, ['send', '@ann4', text])
  await parley(server.url, annHome, ['read', '@ben4', '--mark'])
  // Marks gather for a moment before they are written.
  await until(async () => (await parley(server.url, annHome, ['chats', '--json'])).includes('"unread":0'))
  for (const text of ['three', 'four']) await parley(server.url, benHome, ['send', '@ann4', text])
  const ann = tui(server.url, annHome)
  await ann.until(/two[^]*New[^]*three[^]*four/)
  await parley(server.url, benHome, ['send', '@ann4', 'five'])
  await ann.until(/two[^]*New[^]*three[^]*four[^]*five/)
  ann.type(keys.quit)
  await ann.exited
  const again = tui(server.url, annHome)
  const screen = await again.until(/five/)
  expect(screen).not.toContain('New ─')
})

test('[TUI5] the palette finds a chat and a command by parts of their names', async () => {
  const [annHome] = await Promise.all([registerAt(server.url, 'ann5', 'Ann'), registerAt(server.url, 'ben5', 'Ben')])
  await parley(server.url, annHome, ['chat', 'create', 'Garden party', '--group'])
  await parley(server.url, annHome, ['send', '@ben5', 'hello'])
  const ann = tui(server.url, annHome)
  await ann.until(/Garden party/)
  ann.type(`${keys.palette}gard`)
  await ann.until(/# Garden party/)
  ann.type(keys.enter)
  await ann.until(/1 member/)
  ann.type(`${keys.palette}>sessions`)
  await ann.until(/> Show my sessions/)
  ann.type(keys.enter)
  await ann.until(/this one/)
})
