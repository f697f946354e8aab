/** A stranger posts what breaks terminals. What they sent is shown, and touches nothing but its own rows. */
import { expect, test } from 'bun:test'
import { hostileTexts } from '../tui/text/hostile.ts'
import type { RunningTerminal } from '../tui/testing/terminal.ts'
import { register, type Tester } from './testing/a-person.ts'
import { textAt } from './testing/b-json.ts'
import { keys, parley, password, registerAt, serverWithTerminals } from './testing/tui.ts'

const altI = '\x1bi'
const rowsOfScreen = 40
/** The column of the rule right of the list, on a screen of 120 columns. */
const ruleColumn = 33
const detailsColumns = 30

const { url, open: tui } = serverWithTerminals()

const corpus: readonly string[] = [
  // Erasing, moving, hiding, other screens, modes, resets.
  'a\x1b[2J\x1b[H\x1b[3Jb',
  'a\x1b[1;1Hpwned\x1b[30A\x1b[999Dpwned\x1b[5;5r\x1b[10L\x1b[10M\x1b[2K\x1b[1Kb',
  '\x1b[8mhidden\x1b[7minverse\x1b[38;5;0;48;5;0mblack on black',
  '\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[4h\x1b[20h\x1bc\x1b[!p\x1b7\x1b8\x1b(0lqqk\x1b#8',
  '\x1b[6n\x1b[c\x1b[>c\x1b[?u\x1b[>1u\x1b[21t\x1b[8;5;20t\x1b[5i\x1bZ',
  // OSC: title, link, notification, clipboard; ended by BEL and ST, and not ended.
  ...[
    '0;pwned',
    '2;pwned',
    '8;;http://evil.example/pwned',
    '9;pwned',
    '52;c;cHduZWQ=',
    '777;notify;pwned;pwned',
  ].flatMap((osc) => [`x\x1b]${osc}\x07y`, `x\x1b]${osc}\x1b\\y`, `\x1b]${osc} and the words after it`]),
  '\x1b]8;;http://evil.example/pwned\x07http://bank.example\x1b]8;;\x07',
  '\x1bP+q544e\x1b\\\x1bPq#0;2;0;0;0\x1b\\ \x1b_Gf=100;AAAA\x1b\\ \x1b^pwned\x1b\\ \x1bXpwned',
  // C1.
  '\x9b2J\x9b8m\x9d0;pwned\x9c\x9052;c;cHduZWQ=\x9c\x84\x85\x88\x8d\x8e\x8f\x98\x9e\x9f',
  '\x00\x01\x05\x07\x08\x08\x08\x0b\x0c\x0e\x0f\x11\x13\x7f',
  // Directions and what cannot be seen.
  'left \u202eright to left\u202c \u2066isolated\u2069 \u2067\u2068\u200e\u200f\u061c \u202a\u202b\u202d without an end',
  'z\u200be\u200br\u200co\u200d \u2060\ufeff\u00ad\u034f\u180e\u3164\uffa0\u115f w\u{e0041}\u{e007f}idth',
  // Marks.
  `Z${'\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307'.repeat(60)}algo`,
  '\u0301\u0301\u20dd\u20e3 marks without a base',
  'a\u0316\u0317\u0318\u0319'.repeat(300),
  // Lengths.
  'x'.repeat(8_000),
  '漢'.repeat(2_000),
  '\n'.repeat(4_000),
  'line\n'.repeat(1_500),
  '> '.repeat(2_000),
  '*_~`['.repeat(1_000),
  // Widths that terminals dispute.
  '❤️ 1️⃣ #️⃣ ⚠️ 👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷🇩 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☺︎ ©️ 🫨 🪿'.repeat(6),
  'नमस्ते क्षत्रिय ก็ไม่ ᄀ가각 ｶﾞ ကြွေ ﷽ 𒐫 ⸻ '.repeat(6),
  // Tabs and returns.
  'a\tb\t\tc\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\td',
  'my bank says\rpwned\r\npwned\x0bpwned\x0cpwned\u0085pwned\u2028pwned\u2029pwned',
  '\ud800 lone \udc00 halves',
  // A message has its longest length.
  ...hostileTexts.map((text) => text.slice(0, 2_700)),
]

/** Everything but the timeline, without the times, which go on. */
function frameOf(terminal: RunningTerminal): string {
  const cells: string[] = []
  for (let y = 0; y < rowsOfScreen; y++) {
    const isTimeline = y >= 2 && y < rowsOfScreen - 3
    for (let x = 0; x < (isTimeline ? ruleColumn + 1 : 120); x++) cells.push(terminal.cell(x, y))
    cells.push('\n')
  }
  return cells.join('').replaceAll(/\d\d:\d\d/g, 'hh:mm')
}

/** What this terminal, by Unicode 6, draws in another width than the renderer counts: emoji, and scripts, whose words matter more. */
const otherWidths = /[\p{Emoji_Presentation}\u0900-\u1fff\ufdfd\u2e3b\u{12000}-\u{123ff}]/u

/** Rows above the status line in which the column is no rule, though all before it has a width that nobody disputes. */
const brokenRows = (terminal: RunningTerminal, column: number): string[] =>
  terminal
    .rows()
    .filter(
      (row, y) =>
        y < rowsOfScreen - 1 && !/[│┤├┼]/.test(terminal.cell(column, y)) && !otherWidths.test(row.slice(0, column + 1)),
    )

/** A frame may be looked at while it is drawn; once it is there, its rule is straight. */
async function straight(terminal: RunningTerminal, column: number, n: number): Promise<void> {
  await terminal.until(() => brokenRows(terminal, column).length === 0).catch(() => undefined)
  expect({ n, broken: brokenRows(terminal, column) }).toEqual({ n, broken: [] })
}

/** What operating system commands were written: number and rest. */
const commandsOf = (written: string): string[] =>
  // oxlint-disable-next-line no-control-regex
  [...written.matchAll(/\x1b\]([^\x07\x1b]*)/g)].map(([, command]) => command ?? '')

/** Fails when something of a stranger's has reached the terminal as more than words. */
function expectHarmless(written: string): void {
  for (const command of commandsOf(written)) {
    // Of ours: the window's title, its icon, and links that say where they lead.
    expect(command).toMatch(/^(?:[012];|22;|8;)/)
    if (!command.startsWith('8;')) expect(command).not.toContain('pwned')
  }
  // oxlint-disable-next-line no-control-regex
  expect(written).not.toMatch(
    // oxlint-disable-next-line no-control-regex
    /[\x80-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]|[\x00-\x06\x0b\x0c\x0e-\x1a\x7f]/,
  )
  // oxlint-disable-next-line no-control-regex
  expect(written).not.toMatch(/\x1b(?:[c78P^_XZ#(]|\[(?:[38]J|[568]m|!p|\?1049|\?25;|4h|20h|\d+[LMt]|c|6n|5;5r))/)
}

async function post(by: Pick<Tester, 'call'>, chat: string, text: string): Promise<void> {
  const { status, value } = await by.call('POST', `/api/chats/${chat}/messages`, { text })
  if (status >= 300) throw new Error(`${JSON.stringify(text.slice(0, 80))}: ${JSON.stringify(value)}`)
}

async function group(by: Tester, title: string, members: readonly string[], description?: string): Promise<string> {
  const { value } = await by.call('POST', '/api/chats', {
    type: 'group',
    title,
    members,
    ...(description === undefined ? {} : { description }),
  })
  return textAt(value, 'id')
}

test('[TUI30] texts of strangers leave the list, its rule, the header, the composer and the status line as they were', async () => {
  const home = await registerAt(url(), 'ann', 'Ann')
  const eve = await register(url(), 'eve')
  const quiet = await group(eve, 'Garden', ['@ann'])
  await post(eve, quiet, 'roses')
  const kitchen = await group(eve, 'Kitchen', ['@ann'])
  await post(eve, kitchen, 'calm')
  const ann = tui(url(), home)
  await ann.until(/calm[^]* online/)
  ann.type('my own words')
  await ann.until(/> my own words/)
  // What is open is read a moment after it is seen.
  await ann.until((screen) => !/calm +1 /.test(screen))
  await ann.until(() => !/\bNew\b/.test(ann.rows()[0] ?? '') && brokenRows(ann, ruleColumn).length === 0)
  const before = frameOf(ann)
  const start = ann.written().length

  for (const [n, text] of corpus.entries()) {
    // Of a text that is longer than the screen one end or the other is shown.
    await post(eve, kitchen, `from ${n}.\n${text}\nto ${n}.`)
    await ann.until(new RegExp(`(?:from|to) ${n}\\.`))
    await straight(ann, ruleColumn, n)
    if (text.includes('words after')) await ann.until(new RegExp(`from ${n}\\.\\s[^]*words after it`))
    // The list shows the last message, so that it is as before only when the last message is.
    await post(eve, kitchen, 'calm')
    await ann
      .until(() => frameOf(ann) === before)
      .catch(() => expect({ n, frame: frameOf(ann) }).toEqual({ n, frame: before }))
  }
  expect(ann.isAlternate()).toBeTrue()
  expectHarmless(ann.written().slice(start))

  // The same texts as history, looked through from a fresh start, with the details open at the other side.
  const fresh = tui(url(), home)
  await fresh.until(/calm[^]*> my own words[^]* online/)
  const mark = fresh.written().length
  fresh.type(keys.f3)
  await fresh.until(/Members/)
  fresh.type(altI)
  await fresh.until(/Enter send/)
  const detailsRule = 120 - detailsColumns - 1
  for (let n = 0; n < 30; n++) {
    // Two pages may be alike; the letter tells that the key has been taken.
    fresh.type(`${keys.pageUp}!`)
    await fresh.until((screen) => screen.includes(`> my own words${'!'.repeat(n + 1)}`))
    await straight(fresh, ruleColumn, n)
    await straight(fresh, detailsRule, n)
  }
  expectHarmless(fresh.written().slice(mark))
})

const hostileNames: readonly string[] = [
  '\x1b]0;pwned\x07Evil\x1b[2J',
  '\u202elive\u202c \u2066E\u200bve\u2069',
  `E${'\u0301'.repeat(100)}ve`,
  '👨‍👩‍👧‍👦❤️1️⃣👍🏽🇩🇪 Eve नमस्ते',
  'Eve\nand\r\nmore\tlines\u2028here',
  '\x9d0;pwned\x9c\x9b8mEve',
]

test('[TUI31] hostile names, titles and descriptions stay in their places', async () => {
  const home = await registerAt(url(), 'ann31', 'Ann')
  const friend = await register(url(), 'ben31')
  await post(friend, await group(friend, 'Last one', ['@ann31']), 'below')
  let taken = 0
  const start = tui(url(), home)
  await start.until(/below[^]* online/)
  const mark = start.written().length
  for (const [n, name] of hostileNames.entries()) {
    const evil = await registerNamed(`evil${n}`, name)
    // What the server refuses cannot harm.
    if (evil === null) continue
    const made = await evil.call('POST', '/api/chats', {
      type: 'group',
      title: `${n}: ${name.slice(0, 100)}`,
      description: `${name} and ${corpus[0]}`,
      members: ['@ann31'],
    })
    if (made.status >= 300) continue
    taken++
    const chat = textAt(made.value, 'id')
    await post(evil, chat, `first of ${n}`)
    await start.until(new RegExp(`# ${n}: `))
    await straight(start, ruleColumn, n)
    start.type('\x1bn')
    await start.until(new RegExp(`first of ${n}\\n`))
    await post(evil, chat, `second of ${n}`)
    await start.until(new RegExp(`second of ${n}\\n`))
    await straight(start, ruleColumn, n)
    start.type(keys.f3)
    await start.until(/Members/)
    const detailsRule = 120 - detailsColumns - 1
    await straight(start, ruleColumn, n)
    await straight(start, detailsRule, n)
    start.type(keys.f3)
    await start.until((screen) => !screen.includes('Members'))
  }
  expect(taken).toBeGreaterThan(0)
  expectHarmless(start.written().slice(mark))
  expect(start.text()).toContain('Last one')
})

/** With a display name; `null` where the server refuses it. */
async function registerNamed(username: string, name: string): Promise<Pick<Tester, 'call'> | null> {
  const response = await fetch(`${url()}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, email: `${username}@example.org`, password, name: name.slice(0, 128) }),
  })
  if (!response.ok) return null
  const token = textAt(await response.json(), 'token')
  return {
    async call(method, path, body) {
      const answer = await fetch(url() + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, value: await answer.json().catch(() => null) }
    },
  }
}

test("[TUI32] a stranger's notification names them in safe words", async () => {
  const home = await registerAt(url(), 'ann32', 'Ann')
  const eve = await register(url(), 'eve32')
  const other = await group(eve, 'Other\x1b]52;c;cHduZWQ=\x07', ['@ann32'])
  await post(eve, other, 'one')
  const ann = tui(url(), home)
  await ann.until(/one[^]* online/)
  const mine = await parley(url(), home, ['chat', 'create', 'Mine', '--group'])
  expect(mine).not.toBeEmpty()
  await ann.until(/Mine/)
  ann.type('\x1b[O')
  const mark = ann.written().length
  await post(eve, other, '@ann32 \x1b]52;c;cHduZWQ=\x07\x1b\\\x9c;\x07 two')
  await ann.until(/two/)
  const written = ann.written().slice(mark)
  for (const command of commandsOf(written)) expect(command).not.toMatch(/^52;/)
  // oxlint-disable-next-line no-control-regex
  expect(written).not.toMatch(/[\x80-\x9f]/)
})
