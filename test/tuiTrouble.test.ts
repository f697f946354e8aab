/** What goes wrong around a person at a terminal: networks, servers that die, small and changing and simple terminals, signals. */
import { afterEach, afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from './testing/a-until.ts'
import { type ServerProcess, startServer } from './testing/a-server.ts'
import { keys, newHome, parley, registerAt, terminals } from './testing/tui.ts'

const data = newHome()
let server: ServerProcess
const { open: tui, close } = terminals()

beforeAll(async () => {
  server = await startServer(data)
})
beforeEach(async () => {
  if (!server.isRunning()) server = await startServer(data, server.port)
})
afterEach(close, 20_000)
afterAll(async () => void (await server.stop()), 20_000)

const again = async (): Promise<void> => {
  server = await startServer(data, server.port)
}

/** Ann and Ben, each with a home, and one chat of the two. */
async function two(number: number): Promise<{ annHome: string; benHome: string; ann: string; ben: string }> {
  const [ann, ben] = [`ann${number}`, `ben${number}`]
  const [annHome, benHome] = await Promise.all([registerAt(server.url, ann, 'Ann'), registerAt(server.url, ben, 'Ben')])
  await parley(server.url, benHome, ['send', `@${ann}`, 'Good morning'])
  return { annHome, benHome, ann, ben }
}

/** The texts of a chat, as this person's command line reads them. */
async function textsOf(home: string, chat: string): Promise<string[]> {
  const printed = await parley(server.url, home, ['read', chat, '--limit', '500', '--json'])
  // Notices have none.
  return [...printed.matchAll(/"text":"([^"]+)"/g)].map(([, text]) => text ?? '')
}

const isQuiet = (screen: string): boolean => screen.includes(' online') && !/\d waiting/.test(screen)

test('[TUI10] without a network it shows what it has; what is written waits, and is sent once when the server is back', async () => {
  const { annHome, benHome, ann } = await two(10)
  const before = tui(server.url, annHome)
  await before.until(/Good morning[^]* online/)
  before.type(keys.quit)
  await before.exited
  await server.stop()

  const offline = tui(server.url, annHome)
  await offline.until(/Good morning[^]*offline, next try in/)
  offline.type(`one${keys.enter}two${keys.enter}`)
  await offline.until(/one ◷[^]*two ◷[^]*2 waiting offline/)
  offline.type(keys.quit)
  expect(await offline.exited).toBe(0)

  const later = tui(server.url, annHome)
  await later.until(/one ◷[^]*two ◷[^]*2 waiting offline/)
  later.type(`three${keys.enter}`)
  await later.until(/3 waiting offline/)
  await again()
  await later.until(/one ✓[^]*two ✓[^]*three ✓/)
  await later.until(isQuiet)
  expect(await textsOf(benHome, `@${ann}`)).toEqual(['Good morning', 'one', 'two', 'three'])
})

test('[TUI11] a server killed while two people write, and back, loses and doubles nothing', async () => {
  const { annHome, benHome, ann, ben } = await two(11)
  const terminals = [tui(server.url, annHome), tui(server.url, benHome)] as const
  const [first, second] = terminals
  for (const terminal of terminals) await terminal.until(/Good morning[^]* online/)
  const count = 12
  const written = (who: string): string[] => Array.from({ length: count }, (_, n) => `${who} writes line ${n}.`)
  const fromAnn = written('ann')
  const fromBen = written('ben')
  let acknowledged: string[] = []
  for (let n = 0; n < count; n++) {
    first.type(`${fromAnn[n]}${keys.enter}`)
    second.type(`${fromBen[n]}${keys.enter}`)
    if (n === 3) await first.until(/ann writes line 3\. ✓/)
    if (n === 7) {
      acknowledged = [...first.text().matchAll(/(ann writes line \d\.) ✓/g)].map(([, text]) => text ?? '')
      await server.kill()
      await first.until(/offline/)
    }
  }
  await again()
  for (const terminal of terminals) await terminal.until(/line 11\.[^]*line 11\./)
  for (const terminal of terminals) await terminal.until(isQuiet)
  const [annsView, bensView] = [await textsOf(annHome, `@${ben}`), await textsOf(benHome, `@${ann}`)]
  expect(annsView).toEqual(bensView)
  expect(annsView).toHaveLength(1 + 2 * count)
  expect(annsView.filter((text) => text.startsWith('ann'))).toEqual(fromAnn)
  expect(annsView.filter((text) => text.startsWith('ben'))).toEqual(fromBen)
  expect(acknowledged).not.toBeEmpty()
  expect(annsView).toEqual(expect.arrayContaining(acknowledged))
})

test('[TUI12] after thirty changes of its size at once the screen is what a fresh start at the last size shows', async () => {
  const home = await registerAt(server.url, 'ann12', 'Ann')
  await parley(server.url, home, ['chat', 'create', 'Notes', '--group'])
  for (let n = 0; n < 3; n++)
    await parley(server.url, home, ['send', 'Notes', `${n}: ${'words of many lengths, '.repeat(12)}the end`])
  const stormy = tui(server.url, home)
  await stormy.until(/2: words[^]* online/)
  const random = seeded(12)
  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  for (let n = 0; n < 30; n++) stormy.resize(between(40, 200), between(12, 60))
  for (const [columns, rows] of [
    [40, 12],
    [200, 60],
    [100, 30],
  ] as const) {
    stormy.resize(columns, rows)
    const fresh = tui(server.url, home, { columns, rows })
    const shown = await fresh.until(/the\s+end ✓[^]* online/)
    await stormy.until((screen) => screen === shown)
    await stormy.until(() => Bun.deepEquals(stormy.caret(), fresh.caret()))
  }
})

test('[TUI13] a screen of 40 by 12 is enough to read, write and change between chats', async () => {
  const { annHome, benHome, ann } = await two(13)
  await parley(server.url, annHome, ['chat', 'create', 'Garden party', '--group'])
  const small = tui(server.url, annHome, { columns: 40, rows: 12 })
  await small.until(/Write a message/)
  small.type('\x1bc')
  await small.until(/Garden party[^]*Ben/)
  small.type(keys.down + keys.enter)
  await small.until(/Good morning[^]*Write a message/)
  small.type(`from a small screen${keys.enter}`)
  await small.until(/from a small screen ✓/)
  small.type('\x1bc')
  await small.until(/Ben[^]*from a small screen[^]*Garden party/)
  small.type('\x1bi')
  await small.until(/Good morning[^]*from a small screen/)
  for (const row of small.rows()) expect(row.length).toBeLessThanOrEqual(40)
  expect(await textsOf(benHome, `@${ann}`)).toContain('from a small screen')
})

/** The parameters of every SGR sequence. */
const colourCodes = (written: string): number[] =>
  // oxlint-disable-next-line no-control-regex
  [...written.matchAll(/\x1b\[([\d;:]*)m/g)].flatMap(([, codes = '']) => codes.split(/[;:]/).map(Number))
const isColour = (code: number): boolean =>
  (code >= 30 && code <= 38) || (code >= 40 && code <= 48) || (code >= 90 && code <= 107)

test('[TUI14] NO_COLOR is obeyed: words are bold or inverse, never coloured', async () => {
  const { annHome } = await two(14)
  const plain = tui(server.url, annHome, { env: { NO_COLOR: '1' } })
  await plain.until(/Good morning[^]* online/)
  plain.type(`**bold** and \`code\` and http://example.org${keys.enter}`)
  await plain.until(/bold and code and http:\/\/example\.org.*✓/)
  plain.type(keys.f1)
  await plain.until(/Esc: close/)
  expect(colourCodes(plain.written()).filter(isColour)).toEqual([])
  const coloured = tui(server.url, annHome)
  await coloured.until(/Good morning[^]* online/)
  expect(colourCodes(coloured.written()).some(isColour)).toBeTrue()
})

test('[TUI15] CI in the environment, empty or not, changes nothing', async () => {
  const { annHome } = await two(15)
  for (const CI of ['', 'true']) {
    const terminal = tui(server.url, annHome, { env: { CI } })
    await terminal.until(/Good morning[^]*Write a message[^]* online/)
    terminal.type(`CI=${CI}${keys.enter}`)
    await terminal.until(/CI=\w* ✓/)
    await close()
  }
})

test('[TUI16] a simple terminal and --plain get lines and nothing that steers; people write and read there', async () => {
  const { annHome, benHome, ann, ben } = await two(16)
  for (const given of [{ env: { TERM: 'dumb' } }, { flags: ['--plain'] }]) {
    const terminal = tui(server.url, annHome, given)
    await terminal.until(/Connected/)
    terminal.type(`/open @${ben}${keys.enter}`)
    await terminal.until(/Good morning/)
    const word = 'env' in given ? 'dumb' : 'plain'
    terminal.type(`${word} hello${keys.enter}`)
    await parleyUntil(benHome, `@${ann}`, `${word} hello`)
    await parley(server.url, benHome, ['send', `@${ann}`, `to the ${word} one`])
    await terminal.until(new RegExp(`to the ${word} one`))
    expect(terminal.isAlternate()).toBeFalse()
    // oxlint-disable-next-line no-control-regex
    expect(terminal.written()).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/)
    await close()
  }
  expect(await textsOf(annHome, `@${ben}`)).toHaveLength(5)
})

async function parleyUntil(home: string, chat: string, text: string): Promise<void> {
  while (!(await textsOf(home, chat)).includes(text)) continue
}

test('[TUI17] a signal ends it in order: the screen, the mouse and the caret are given back, and the code says which', async () => {
  const { annHome } = await two(17)
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const) {
    const terminal = tui(server.url, annHome)
    await terminal.until(/Good morning[^]* online/)
    expect(terminal.isAlternate()).toBeTrue()
    terminal.kill(signal)
    expect(await terminal.exited).toBe(code)
    await terminal.until(() => !terminal.isAlternate())
    const written = terminal.written()
    for (const mode of [1000, 1002, 1004, 1006, 1049, 2004])
      expect(written.lastIndexOf(`\x1b[?${mode}l`)).toBeGreaterThan(written.lastIndexOf(`\x1b[?${mode}h`))
    expect(written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(written.lastIndexOf('\x1b[?25l'))
  }
})

test('[TUI18] two windows of one account on one machine both write, and both show everything', async () => {
  const { annHome, benHome, ann } = await two(18)
  const windows = [tui(server.url, annHome), tui(server.url, annHome)] as const
  for (const window of windows) await window.until(/Good morning[^]* online/)
  const texts: string[] = []
  for (let n = 0; n < 5; n++)
    for (const [place, window] of windows.entries()) {
      const text = `line ${n} of window ${place}`
      window.type(text + keys.enter)
      texts.push(text)
    }
  for (const window of windows)
    await window.until((screen) => isQuiet(screen) && texts.every((text) => screen.includes(`${text} ✓`)))
  const sent = await textsOf(benHome, `@${ann}`)
  expect(sent.toSorted()).toEqual(['Good morning', ...texts].toSorted())
  for (const window of windows) {
    window.type(keys.quit)
    expect(await window.exited).toBe(0)
  }
  const after = tui(server.url, annHome)
  await after.until((screen) => isQuiet(screen) && texts.every((text) => screen.includes(`${text} ✓`)))
  expect(await textsOf(benHome, `@${ann}`)).toHaveLength(1 + texts.length)
})

test('[TUI19] keys.json gives vim keys: Escape, dd, i', async () => {
  const { annHome } = await two(19)
  writeFileSync(join(annHome, 'keys.json'), '{"mode":"vim"}')
  const vim = tui(server.url, annHome)
  await vim.until(/Good morning[^]* online/)
  vim.type('never to be sent')
  await vim.until(/> never to be sent/)
  vim.type(keys.escape)
  await vim.until(/NORMAL/)
  vim.type('dd')
  await vim.until(/> Write a message/)
  vim.type('i')
  await vim.until((screen) => !screen.includes('NORMAL'))
  vim.type(`dd is text here${keys.enter}`)
  const screen = await vim.until(/dd is text here ✓/)
  expect(screen).not.toContain('never to be sent')
})
