import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createShell, program, type Shell } from './testShell.ts'

const tokens = { token: 't', refreshToken: 'r', expiresAt: 0 }

let shell: Shell
beforeAll(() => {
  shell = createShell()
})
afterAll(() => shell.remove())

describe('[CLI1] stdout holds data only', () => {
  test('[CLI1] a call that cannot be read leaves stdout empty and exits with 2', async () => {
    for (const args of [['sned'], ['send', '--bad'], ['read'], ['edit', '@ann', 'x', 'y'], []]) {
      const { code, out, err } = await shell.parley(args)
      expect({ args, code, out }).toEqual({ args, code: 2, out: '' })
      expect(err).not.toBe('')
    }
  })

  test('[CLI1] with --json a failure is one object on stderr', async () => {
    const { code, out, err } = await shell.parley(['whoami', '--json'])
    expect({ code, out }).toEqual({ code: 4, out: '' })
    expect(JSON.parse(err)).toEqual({
      error: { code: 'unauthenticated', message: expect.any(String), retryable: false },
    })
  })

  test('[CLI1] a call that cannot be read is told as an object too', async () => {
    const { code, out, err } = await shell.parley(['read', '--limit', 'many', '@ann', '--json'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'usage', retryable: false } })
  })

  test('[CLI1] help and version are data', async () => {
    for (const args of [['--help'], ['send', '--help'], ['--version']]) {
      const { code, out, err } = await shell.parley(args)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).not.toBe('')
    }
  })
})

test('[CLI4] no option takes a secret', async () => {
  for (const command of ['login', 'register']) {
    const { out } = await shell.parley([command, '--help'])
    expect(out).toContain('--password-stdin ')
    expect(out).not.toMatch(/--(?:password|token)(?:\s|=|<)/)
  }
})

/** What a file loads before it does anything. */
function loadedBy(start: string): { readonly seen: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const source = readFileSync(file, 'utf8')
    for (const [, clause = '', from = ''] of source.matchAll(/^import (type )?[^;]*?from '([^']+)'/gms))
      if (clause !== 'type ')
        if (from.startsWith('.')) visit(join(dirname(file), from))
        else packages.add(from)
  }
  visit(start)
  return { seen, packages }
}

test('[CLI18] what every start loads is the option parser and files that import no schemas, terminals or commands', () => {
  const { seen, packages } = loadedBy(program)
  // The sanitiser imports nothing.
  expect([...packages].sort()).toEqual(['@parley/protocol/text/sanitise', 'commander', 'node:fs', 'node:os'])
  expect([...seen].filter((file) => file.includes('/commands/'))).toEqual([])
})

test('[CLI18] only tui loads the terminal client', () => {
  const folder = join(dirname(program), 'commands')
  const files = readdirSync(folder).filter((file) => !file.endsWith('.test.ts'))
  const loading = files.filter((file) => loadedBy(join(folder, file)).packages.has('@parley/tui'))
  expect(loading).toEqual(['tui.ts'])
})

describe('[CLI19] completion', () => {
  test('[CLI19] the shells get a script that asks the program', async () => {
    for (const name of ['bash', 'zsh', 'fish', 'powershell']) {
      const { code, out } = await shell.parley(['completion', name])
      expect(code).toBe(0)
      expect(out).toContain('parley __complete')
    }
    expect((await shell.parley(['completion', 'cmd'])).code).toBe(2)
  })

  test('[CLI19] the bash script can be read by bash', async () => {
    const { out } = await shell.parley(['completion', 'bash'])
    const child = Bun.spawn(['bash', '-n'], { stdin: Buffer.from(out), stderr: 'pipe' })
    expect({ code: await child.exited, err: await new Response(child.stderr).text() }).toEqual({ code: 0, err: '' })
  })

  test('[CLI19] Tab completes in bash, names with an at sign too', async () => {
    const bin = join(shell.home, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'parley'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, { mode: 0o755 })
    // Who is logged in, and whom they know: the files that other commands leave.
    const folder = join(shell.home, 'config/%/default/http_localhost_7447')
    const files = {
      [join(folder.replace('%', 'state'), 'credentials.json')]: {
        place: 'file',
        user: { id: 'u', username: 'ann' },
        tokens,
      },
      [join(folder.replace('%', 'cache'), 'names-u.json')]: { people: { bobby: 'c' }, titles: ['Team talk'] },
    }
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(content))
    }
    let screen = ''
    const steps: (readonly [seen: string, typed: string])[] = [
      ['ready$', 'eval "$(parley completion bash)"; PS1=go:; echo\n'],
      ['go:', 'parley who\t'],
      ['parley whoami ', '\u0015parley send @bo\t'],
      ['parley send @bobby ', '\u0015parley read Te\t'],
      ['parley read Team\\ talk', '\u0015exit\n'],
    ]
    const child = Bun.spawn(['bash', '--norc', '--noprofile', '-i'], {
      env: { ...shell.env, PATH: `${bin}:${shell.env['PATH']}`, PS1: 'ready$', TERM: 'dumb' },
      terminal: {
        cols: 200,
        data: (terminal, data) => {
          screen += new TextDecoder().decode(data)
          const [step] = steps
          if (step === undefined || !screen.includes(step[0])) return
          screen = ''
          steps.shift()
          terminal.write(step[1])
        },
      },
    })
    await child.exited
    expect({ steps, screen: steps.length === 0 ? '' : screen }).toEqual({ steps: [], screen: '' })
  })

  test('[CLI19] commands, sub-commands, options and fixed words are offered', async () => {
    const offered = async (...words: string[]): Promise<string[]> =>
      (await shell.parley(['__complete', '--', ...words])).out.trim().split('\n')
    expect(await offered('wh')).toEqual(['whoami'])
    expect(await offered('chat', 'cr')).toEqual(['create'])
    expect(await offered('send', '@ann', '--re')).toEqual(['--reply-to'])
    expect(await offered('presence', '')).toEqual(['online', 'away', 'busy', 'offline'])
    expect(await offered('')).not.toContain('__complete')
  })
})
