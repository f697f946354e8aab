import { expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { lineInput, type LineSource } from './input.ts'

function source(isTTY: boolean): { readonly stdin: LineSource; readonly pipe: PassThrough; readonly raw: boolean[] } {
  const pipe = new PassThrough()
  const raw: boolean[] = []
  const stdin: LineSource = Object.assign(pipe, {
    isTTY,
    setRawMode(isRaw: boolean) {
      raw.push(isRaw)
      return stdin
    },
  })
  return { stdin, pipe, raw }
}

test('[LINEAR11] lines come whole, however a pipe cuts them, and the last one needs no end', async () => {
  const { stdin, pipe } = source(false)
  const input = lineInput(stdin, () => undefined)
  for (const byte of Buffer.from('one\r\ntwö 😀\n\nlast')) pipe.write(Buffer.of(byte))
  pipe.end()
  const lines: (string | null)[] = []
  for (let count = 0; count < 6; count++) lines.push(await input.next())
  expect(lines).toEqual(['one', 'twö 😀', '', 'last', null, null])
})

test('[LINEAR11] a line that is too long is cut, and the next one is whole', async () => {
  const { stdin, pipe } = source(false)
  const input = lineInput(stdin, () => undefined)
  pipe.end(`${'x'.repeat(200_000)}\nnext\n`)
  expect((await input.next())?.length).toBe(65_536)
  expect(await input.next()).toBe('next')
})

test('[LINEAR11] more lines than are read ahead make the pipe wait, and none is lost', async () => {
  const { stdin, pipe } = source(false)
  const input = lineInput(stdin, () => undefined)
  const all = Array.from({ length: 5_000 }, (_, at) => `line ${at}`)
  for (const line of all) pipe.write(`${line}\n`)
  pipe.end()
  const lines: string[] = []
  for (let line = await input.next(); line !== null; line = await input.next()) lines.push(line)
  expect(lines).toEqual(all)
})

test('[LINEAR11] a line that is not shown is edited by its own keys, and the terminal is as before', async () => {
  const { stdin, pipe, raw } = source(true)
  const input = lineInput(stdin, () => undefined)
  const secret = input.secret()
  expect(raw).toEqual([true])
  pipe.write('wrong\u0015right😀\u007f!\r')
  expect(await secret).toBe('right!')
  expect(raw).toEqual([true, false])
  const ended = input.secret()
  pipe.write('half\u0003')
  expect(await ended).toBeNull()
})
