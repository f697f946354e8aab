/** What a screen is made of: lines of spans that say what a text is, not how it looks. A theme turns them into colours. */

/** What a text is. Eight names, so that people in a group can be told apart. */
export type Tone =
  | 'text'
  | 'muted'
  | 'strong'
  | 'accent'
  | 'own'
  | 'name0'
  | 'name1'
  | 'name2'
  | 'name3'
  | 'name4'
  | 'name5'
  | 'name6'
  | 'name7'
  | 'code'
  | 'quote'
  | 'link'
  | 'mention'
  | 'unread'
  | 'good'
  | 'warning'
  | 'error'
  | 'border'
  | 'selected'
  | 'bar'

/** A text of one tone. It holds no control character: what others wrote has passed the sanitiser. */
export interface Span {
  readonly text: string
  readonly tone: Tone
  readonly bold?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly strike?: boolean
  readonly inverse?: boolean
  /** A link's target, `http` or `https`. */
  readonly href?: string
}

export type Line = readonly Span[]
