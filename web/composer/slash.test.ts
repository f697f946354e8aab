import { expect, test } from 'bun:test'
import type { ActionId } from '../keys/table.ts'
import { isSlash, runSlash, slashCandidates, type SlashPorts } from './slash.ts'

function ports(): { readonly ports: SlashPorts; readonly done: string[] } {
  const done: string[] = []
  return {
    done,
    ports: {
      presence: (status) => void done.push(`presence ${status}`),
      go: (path) => void done.push(`go ${path}`),
      toast: (text) => void done.push(`toast ${text}`),
      run: (action: ActionId) => {
        done.push(`run ${action}`)
        return true
      },
    },
  }
}

test('[WEBC11] a command does what it says, and every command that is offered is one', () => {
  const { ports: world, done } = ports()
  expect(runSlash(world, '/help')).toBe(true)
  expect(runSlash(world, '/Group')).toBe(true)
  expect(runSlash(world, '/status away')).toBe(true)
  expect(done).toEqual(['run app.help', 'go /new/group', 'presence away', 'toast Others see you as away.'])
  for (const { insert } of slashCandidates) expect(runSlash(world, insert)).toBe(true)
})

test('[WEBC11] an unknown command is not sent by mistake, and other texts are none', () => {
  const { ports: world, done } = ports()
  expect(runSlash(world, '/nothing')).toBe(false)
  expect(done[0]).toContain('There is no /nothing')
  for (const text of ['/help', '/open x']) expect(isSlash(text)).toBe(true)
  for (const text of ['//help', '/', '/usr/bin', '/help\nx', 'so /help']) expect(isSlash(text)).toBe(false)
})
