/**
 * A message in the timeline. Its properties are values that stay the same until what is seen of it changes, so a row is drawn
 * once and again only then: a chat that is flung through draws nothing but what comes into it. Presses are heard by the
 * timeline, which reads `data-action`: no row has handlers of its own.
 */
import { memo, type ReactElement, type ReactNode } from 'react'
import type { Message } from '@parley/protocol'
import { previewText, type Tick as TickKind } from '@parley/protocol/text'
import { Avatar, nameColour, Tick } from '../parts/main.ts'
import { MessageText } from '../text/messageText.tsx'
import { sentenceOf } from './sentence.ts'
import { Tools } from './tools.tsx'

export interface MessageRowProps {
  readonly rowKey: string
  readonly message: Message
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly isOwn: boolean
  /** In chats of many people it is said who speaks. */
  readonly hasFace: boolean
  readonly name: string
  readonly time: string
  readonly tick: TickKind | 'refused' | null
  /** Why the server refused it. */
  readonly trouble: string | null
  /** What it answers, where that is loaded. */
  readonly quoted: Message | null
  readonly quotedName: string
  readonly username: string
  readonly canReply: boolean
  readonly isTabStop: boolean
  /** `null`: nothing is being selected, or not this. */
  readonly isSelected: boolean | null
  readonly isFound: boolean
  readonly isOpen: boolean
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactElement {
  const { rowKey, message, isFirst, isLast, isOwn, hasFace, name, isTabStop, isSelected, isFound, isOpen } = props
  const answers = message.replyTo === undefined ? null : props.quotedName
  const parts = [
    'timeline-row',
    isOwn ? 'timeline-own' : 'timeline-other',
    isFirst && 'timeline-first',
    isLast && 'timeline-last',
    hasFace && 'timeline-faced',
    isFound && 'timeline-found',
    isOpen && 'timeline-open',
    isSelected === true && 'timeline-selected',
  ]
  return (
    <article
      className={parts.filter((part) => part !== false).join(' ')}
      data-row={rowKey}
      data-seq={message.seq}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={sentenceOf(message, { ...props, answers })}
      aria-posinset={Math.max(1, message.seq)}
      aria-setsize={-1}
    >
      {isSelected !== null && (
        <input
          type="checkbox"
          className="timeline-check"
          data-action="check"
          aria-label="Selected"
          tabIndex={isTabStop ? 0 : -1}
          checked={isSelected}
          readOnly
        />
      )}
      {hasFace && !isOwn && (
        <span className="timeline-face">{isLast && <Avatar name={name} id={message.by} size={34} />}</span>
      )}
      <div className="timeline-bubble">
        {hasFace && !isOwn && isFirst && (
          <span className="timeline-name" style={{ color: nameColour(message.by) }}>
            <bdi>{name}</bdi>
          </span>
        )}
        {message.replyTo !== undefined && (
          <Quote quoted={props.quoted} name={props.quotedName} isTabStop={isTabStop} seq={message.replyTo} />
        )}
        <Body {...props} />
        {props.trouble !== null && <Trouble sentence={props.trouble} isTabStop={isTabStop} />}
      </div>
      {isTabStop && isSelected === null && props.trouble === null && (
        <div className="timeline-tools">
          <Tools canReply={props.canReply} tabIndex={0} />
        </div>
      )}
    </article>
  )
})

function Body({ message, username, time, tick, isTabStop }: MessageRowProps): ReactNode {
  const { content, editedAt } = message
  const meta = (
    <span className="timeline-meta figures">
      {editedAt !== undefined && content.kind === 'text' && <span>edited</span>}
      <time dir="ltr" dateTime={isoOf(message.at)}>
        {time}
      </time>
      {tick !== null && <Tick tick={tick} />}
    </span>
  )
  switch (content.kind) {
    case 'text':
      return <MessageText text={content.text} username={username} end={meta} tabIndex={isTabStop ? 0 : -1} />
    case 'deleted':
    case 'unsupported':
    case 'notice':
      return (
        <p className="timeline-says-nothing">
          {previewText(message, () => '')} {meta}
        </p>
      )
  }
}

interface QuoteProps {
  readonly quoted: Message | null
  readonly name: string
  readonly seq: number
  readonly isTabStop: boolean
}

function Quote({ quoted, name, seq, isTabStop }: QuoteProps): ReactElement {
  return (
    <button
      type="button"
      className="timeline-quote"
      data-action="quote"
      data-quoted={seq}
      tabIndex={isTabStop ? 0 : -1}
      style={quoted === null ? undefined : { borderColor: nameColour(quoted.by) }}
    >
      <span className="timeline-quote-name one-line">
        <bdi>{name}</bdi>
      </span>
      <span className="timeline-quote-text one-line" dir="auto">
        {quoted === null ? 'Show it' : previewText(quoted, () => name)}
      </span>
    </button>
  )
}

function Trouble({ sentence, isTabStop }: { readonly sentence: string; readonly isTabStop: boolean }): ReactElement {
  const tabIndex = isTabStop ? 0 : -1
  return (
    <div className="timeline-trouble">
      <p dir="auto">Not sent. {sentence}</p>
      <button type="button" className="timeline-trouble-button" data-action="retry" tabIndex={tabIndex}>
        Try again
      </button>
      <button type="button" className="timeline-trouble-button" data-action="drop" tabIndex={tabIndex}>
        Delete
      </button>
    </div>
  )
}

const isoOf = (at: number): string => (Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : '')
