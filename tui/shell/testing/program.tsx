/** A small program on the shell's terminal: it shows what it hears, and its keys make it fail in every way. */
import { Box, Text } from 'ink'
import type { ReactNode } from 'react'
import { guarded } from '../guard.ts'
import { Caret, mount } from '../render.tsx'
import { openTerminal, type TerminalEvent } from '../terminal.ts'

const after = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
const { stdin, stdout, stderr, env } = process
const terminal = openTerminal({ stdin, stdout, env, after, isMouseOn: true })
const heard: string[] = []

function described(event: TerminalEvent): string {
  if (event.type === 'key') return `key ${event.key.ctrl ? 'ctrl+' : ''}${event.key.name}`
  if (event.type === 'paste') return `paste ${event.text.length}`
  return event.type === 'mouse' ? `${event.action} ${event.x},${event.y}` : JSON.stringify(event)
}

function Screen({ isBroken = false }: { readonly isBroken?: boolean }): ReactNode {
  if (isBroken) throw new Error('broken while rendering')
  const { columns, rows } = terminal.size()
  const { widths, hasSync, background } = terminal.capabilities()
  return (
    <Box width={columns} height={rows} flexDirection="column">
      <Text wrap="truncate">{`ready ${columns}x${rows} ${heard.length}`}</Text>
      <Text wrap="truncate">{`widths ${Object.keys(widths ?? {}).length} sync ${hasSync} ${background}`}</Text>
      {heard.slice(-rows + 4).map((line, index) => (
        <Text key={index} wrap="truncate">
          {line}
        </Text>
      ))}
      <Box flexGrow={1} />
      <Text wrap="truncate">{'─'.repeat(columns)}</Text>
      <Caret x={heard.length} y={1} />
    </Box>
  )
}

process.exitCode = await guarded(
  { after, stdout, stderr, restore: terminal.close, isLent: terminal.isLent },
  async (stop) => {
    const mounted = mount(terminal, <Screen />)
    const left = Promise.withResolvers<number>()
    const show = (line: string): void => {
      heard.push(line)
      mounted.rerender(<Screen />)
    }
    terminal.onCapabilities(() => mounted.rerender(<Screen />))
    terminal.on((event) => {
      show(described(event))
      if (event.type !== 'key') return
      switch (event.key.name) {
        case 'q':
          return left.resolve(3)
        case 'x':
          throw new Error('boom \x1b]2;stranger\x07')
        case 'r':
          return void Promise.reject(new Error('rejected'))
        case 'R':
          return mounted.rerender(<Screen isBroken />)
        case 'z':
          return event.key.ctrl ? void terminal.suspend().then(() => show('continued')) : undefined
        case 'e':
          return void terminal.edit(env['EDITOR'] ?? '', 'one\n').then((text) => show(`edited ${JSON.stringify(text)}`))
        case 'c':
          return void terminal.copy('copied')
        case 't':
          return terminal.title('titled')
      }
    })
    stop.addEventListener('abort', () => left.resolve(0))
    const code = await Promise.race([left.promise, mounted.waitUntilExit().then(() => 0)])
    mounted.unmount()
    return code
  },
)
