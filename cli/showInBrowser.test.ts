import { expect, test } from 'bun:test'
import { browserCommand } from './showInBrowser.ts'

const url = 'http://127.0.0.1:7447'
const on = (platform: string, env: Readonly<Record<string, string>> = {}, programs: readonly string[] = ['xdg-open']) =>
  browserCommand(url, { platform, env, has: (program) => programs.includes(program) })

test('[SERVE19] a browser is opened where somebody sits at a desktop', () => {
  expect(on('darwin')).toEqual(['open', url])
  expect(on('win32')).toEqual(['cmd', '/c', 'start', '', url])
  expect(on('linux', { DISPLAY: ':0' })).toEqual(['xdg-open', url])
  expect(on('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open', url])
})

test('[SERVE19] and nowhere else: no display, no opener, a runner, another machine', () => {
  expect(on('linux')).toBeNull()
  expect(on('linux', { DISPLAY: '' })).toBeNull()
  expect(on('linux', { DISPLAY: ':0' }, [])).toBeNull()
  for (const platform of ['linux', 'darwin', 'win32'])
    for (const name of ['CI', 'SSH_CONNECTION', 'SSH_TTY'])
      expect(on(platform, { DISPLAY: ':0', [name]: 'true' })).toBeNull()
})
