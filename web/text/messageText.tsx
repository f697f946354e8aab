/**
 * What a message says, as elements. The parser of the protocol has made the text safe and has found what is in it; here it only
 * gets its shape. There is no HTML of others anywhere: a text can become no element that is not written in this folder.
 */
import type { ReactElement, ReactNode } from 'react'
import { type Block, type Inline, parseMarkdown } from '@parley/protocol/text'
import { CodeBlock } from './codeBlock.tsx'

export interface MessageTextProps {
  readonly text: string
  /** Of the reader, to mark where they are named. */
  readonly username: string
  /** Stands at the end of the last line, or on a line of its own where that is no text. */
  readonly end?: ReactNode
  /** Of links and buttons: -1 where Tab passes by. */
  readonly tabIndex?: 0 | -1
}

export function MessageText({ text, username, end, tabIndex = 0 }: MessageTextProps): ReactElement {
  const blocks = parseMarkdown(text)
  const last = blocks[blocks.length - 1]
  return (
    <>
      {blocks.map((block, at) => (
        // A text that changes is parsed anew: its blocks have no names but their places.
        <TextBlock
          key={at}
          block={block}
          username={username}
          tabIndex={tabIndex}
          end={block === last ? end : undefined}
        />
      ))}
      {last?.type !== 'paragraph' && end !== undefined && <p className="text-end">{end}</p>}
    </>
  )
}

interface TextBlockProps {
  readonly block: Block
  readonly username: string
  readonly tabIndex: 0 | -1
  readonly end: ReactNode
}

function TextBlock({ block, username, tabIndex, end }: TextBlockProps): ReactElement {
  switch (block.type) {
    case 'paragraph':
      return (
        <p className="text-paragraph" dir="auto">
          <Lines lines={block.lines} username={username} tabIndex={tabIndex} />
          {end}
        </p>
      )
    case 'quote':
      return (
        <blockquote className="text-quote" dir="auto">
          <Lines lines={block.lines} username={username} tabIndex={tabIndex} />
        </blockquote>
      )
    case 'code':
      return <CodeBlock language={block.language} lines={block.lines} tabIndex={tabIndex} />
  }
}

interface LinesProps {
  readonly lines: readonly (readonly Inline[])[]
  readonly username: string
  readonly tabIndex: 0 | -1
}

function Lines({ lines, username, tabIndex }: LinesProps): ReactNode {
  return lines.map((line, at) => [
    at > 0 && <br key={`break ${at}`} />,
    ...line.map((inline, place) => (
      <Words key={`${at} ${place}`} inline={inline} username={username} tabIndex={tabIndex} />
    )),
  ])
}

interface WordsProps {
  readonly inline: Inline
  readonly username: string
  readonly tabIndex: 0 | -1
}

function Words({ inline, username, tabIndex }: WordsProps): ReactNode {
  const { text, bold, italic, strike, code, href, mention } = inline
  let words: ReactNode = text
  if (code) words = <code className="text-code">{words}</code>
  if (mention !== undefined) {
    const isMe = mention === username.toLowerCase()
    words = <span className={isMe ? 'text-mention text-mention-me' : 'text-mention'}>{words}</span>
  }
  if (strike) words = <s>{words}</s>
  if (italic) words = <em>{words}</em>
  if (bold) words = <strong>{words}</strong>
  if (href !== undefined)
    words = (
      <a
        className="text-link"
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        {...(tabIndex === 0 ? {} : { tabIndex })}
      >
        {words}
      </a>
    )
  return words
}
