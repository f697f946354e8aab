/** The whole screen as ink draws it: one text for each row, and the terminal's own caret where text goes in. */
import { Box, Text } from 'ink'
import { memo, type ReactNode, useSyncExternalStore } from 'react'
import type { Caret as Cell } from '../parts/pane.ts'
import { Caret, mount, type Mounted } from '../shell/render.tsx'
import type { Terminal } from '../shell/terminal.ts'
import type { Line } from '../text/line.ts'

/** A frame that is ready to be printed. The same row object is the same row. */
export interface Frame {
  readonly rows: readonly Line[]
  readonly caret: Cell | null
  readonly paint: (line: Line) => string
}

export interface FrameSource {
  subscribe(listener: () => void): () => void
  /** The same object until something that is drawn changes. */
  frame(): Frame
}

export const mountScreen = (terminal: Terminal, source: FrameSource, onFrame?: (renderMs: number) => void): Mounted =>
  mount(terminal, <Screen source={source} />, onFrame)

function Screen({ source }: { readonly source: FrameSource }): ReactNode {
  const { rows, caret, paint } = useSyncExternalStore(source.subscribe, source.frame)
  return (
    <Box flexDirection="column">
      {rows.map((line, y) => (
        // Rows have no identity of their own: a row is its place.
        // oxlint-disable-next-line react/no-array-index-key
        <Row key={y} text={paint(line)} />
      ))}
      {caret === null ? null : <Caret x={caret.x} y={caret.y} />}
    </Box>
  )
}

const Row = memo(({ text }: { readonly text: string }): ReactNode => (
  <Text wrap="truncate">{text === '' ? ' ' : text}</Text>
))
