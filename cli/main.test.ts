import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createShell, program, type Shell } from './testShell.ts'

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

test('[CLI18] what every start loads is the option parser and files that import no schemas, terminals or commands', () => {
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
  visit(program)
  expect([...packages].sort()).toEqual(['commander', 'node:fs', 'node:os'])
  expect([...seen].filter((file) => file.includes('/commands/'))).toEqual([])
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
