import { describe, expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { type RunningTerminal, runInTerminal, type TerminalOptions } from '../testing/terminal.ts'

const program = [process.execPath, fileURLToPath(import.meta.resolve('./testing/program.tsx'))]

const size = { columns: 60, rows: 12 } as const

async function start(options?: TerminalOptions): Promise<RunningTerminal> {
  const pty = runInTerminal(program, { ...size, ...options })
  await pty.shows('widths 15')
  return pty
}

/** The terminal is as it was before. */
function expectRestored(pty: RunningTerminal): void {
  expect(pty.isAlternate()).toBe(false)
  expect(pty.caret()).not.toBeNull()
  expect(pty.modes()).toMatchObject({
    bracketedPasteMode: false,
    mouseTrackingMode: 'none',
    sendFocusMode: false,
    wraparoundMode: true,
  })
}

describe('the way in and out', () => {
  test('[SHELL13] it draws on the alternate screen and gives the terminal back', async () => {
    const pty = await start()
    expect(pty.isAlternate()).toBe(true)
    expect(pty.modes()).toMatchObject({ bracketedPasteMode: true, sendFocusMode: true, wraparoundMode: false })
    await pty.until(() => pty.rows().at(-1) === '─'.repeat(60))
    pty.type('q')
    expect(await pty.exited).toBe(3)
    await pty.until(() => !pty.isAlternate())
    expectRestored(pty)
    expect(pty.rows().join('')).toBe('')
  })

  test.each([
    ['x', 'boom'],
    ['r', 'rejected'],
    ['R', 'broken while rendering'],
  ])('[SHELL14] an error after key %s restores the screen, is printed and exits 70', async (key, words) => {
    const pty = await start({ rows: 40 })
    pty.type(key)
    expect(await pty.exited).toBe(70)
    await pty.shows(words)
    expectRestored(pty)
    // Nothing of an error's text steers the terminal.
    expect(pty.written()).not.toContain('\x1b]2;stranger')
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('[SHELL15] %s ends it in order with %d', async (signal, code) => {
    const pty = await start()
    pty.kill(signal)
    expect(await pty.exited).toBe(code)
    await pty.until(() => !pty.isAlternate())
    expectRestored(pty)
  })
})

describe('lending', () => {
  test('[SHELL16] Ctrl-Z gives the screen to the shell, and going on draws it anew', async () => {
    const pty = runInTerminal(['bash', '--norc', '-i'], { ...size, env: { PS1: '$ ', RUN: program.join(' ') } })
    await pty.shows('$')
    pty.type('$RUN\r')
    await pty.shows('widths 15')
    pty.type('\x1a')
    await pty.shows('Stopped')
    expect(pty.modes()).toMatchObject({ mouseTrackingMode: 'none', sendFocusMode: false, wraparoundMode: true })
    expect([pty.isAlternate(), pty.caret() === null]).toEqual([false, false])
    pty.type('fg; echo left $?\r')
    await pty.shows('continued')
    expect(pty.isAlternate()).toBe(true)
    await pty.until(() => pty.rows().at(0)?.startsWith('ready 60x12') === true && pty.rows().at(-1) === '─'.repeat(60))
    pty.type('aq')
    await pty.shows('left 3')
    expect(pty.isAlternate()).toBe(false)
    pty.type('exit\r')
    await pty.exited
  })

  test('[SHELL17] an editor has the terminal to itself, and what it wrote comes back', async () => {
    const editor = 'stty -a | grep -q " icanon" && ls -l "$1" && printf "name? " && read -r line && echo "$line" >> '
    const pty = await start({ env: { EDITOR: `sh -c '${editor.replace('>> ', '>> "$1"')}' sh` } })
    pty.type('e')
    await pty.shows('name?')
    expect(pty.isAlternate()).toBe(false)
    await pty.until(/^-rw------- /m)
    pty.type('a whole line\r')
    await pty.shows('edited "one\\na whole line\\n"')
    pty.type('f')
    await pty.shows('key f')
    expect(pty.rows().join('\n')).not.toContain('key w')
    pty.type('q')
    expect(await pty.exited).toBe(3)
  })

  test('an editor that fails changes nothing', async () => {
    const pty = await start({ env: { EDITOR: 'false' } })
    pty.type('e')
    await pty.shows('edited null')
    pty.type('q')
    expect(await pty.exited).toBe(3)
  })
})

describe('input and output', () => {
  test('[SHELL18] a paste of a megabyte is one event', async () => {
    const pty = await start()
    pty.type(`\x1b[200~${'x'.repeat(1_000_000)}\x1b[201~`)
    await pty.shows('paste 1000000')
    await pty.until(() => pty.rows().at(0) === 'ready 60x12 1')
    pty.type('q')
    expect(await pty.exited).toBe(3)
  })

  test('the mouse, the focus and keys arrive', async () => {
    const pty = await start()
    pty.type('hi\r\x1b[<0;3;4M\x1b[O')
    const arrived = ['key h', 'key i', 'key enter', 'press 2,3', '{"type":"focus","isFocused":false}']
    await pty.until(() => pty.rows().slice(2, 7).join('\n') === arrived.join('\n'))
    pty.type('q')
    expect(await pty.exited).toBe(3)
  })

  test('[SHELL19] the caret is where the composer says', async () => {
    const pty = await start()
    await pty.until(() => pty.caret()?.y === 1)
    pty.type('ab')
    await pty.until(() => pty.caret()?.x === 2)
    expect(pty.caret()).toEqual({ x: 2, y: 1 })
    pty.type('q')
    await pty.exited
  })

  test('[SHELL20] a storm of sizes ends with a whole screen', async () => {
    const pty = await start()
    for (const [columns, rows] of [
      [40, 12],
      [100, 30],
      [41, 13],
      [80, 12],
      [52, 17],
    ] as const) {
      pty.resize(columns, rows)
    }
    await pty.shows('ready 52x17')
    // A screen may be looked at while it is drawn: whole it becomes, or this fails.
    await pty.until(() => {
      const rows = pty.rows()
      const count = (words: string): number => rows.filter((line) => line.includes(words)).length
      return rows.at(-1) === '─'.repeat(52) && count('ready') === 1 && count('─') === 1
    })
    pty.type('q')
    await pty.exited
  })

  test('[SHELL21] an empty CI and a screen reader for ink change nothing', async () => {
    const pty = await start({ env: { CI: '', INK_SCREEN_READER: 'true' } })
    pty.type('q')
    expect(await pty.exited).toBe(3)
  })

  test('[SHELL21] a terminal that answers nothing is drawn on at once', async () => {
    const pty = runInTerminal(program, { ...size, isMute: true })
    await pty.shows('ready 60x12')
    pty.type('q')
    expect(await pty.exited).toBe(3)
  })

  test('copies and titles reach the terminal, through tmux in its own form', async () => {
    const pty = await start({ env: { TMUX: 'x' } })
    pty.type('c')
    await pty.until(() => pty.written().includes('\x1bPtmux;\x1b\x1b]52;c;Y29waWVk\x1b\x1b\\\x1b\\'))
    pty.type('t')
    await pty.until(() => pty.written().includes('\x1b[22;2t\x1b]2;titled\x1b\\'))
    pty.type('q')
    await pty.exited
    await pty.until(() => pty.written().includes('\x1b[23;2t'))
  })
})
