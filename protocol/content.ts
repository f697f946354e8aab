/**
 * What a message says. One tagged union: a kind that a client does not know becomes `unsupported` when it is decoded, and
 * is shown as such. Only this file and the views look into content; an entry's envelope never depends on it.
 */
import { Type, type Static } from '@sinclair/typebox'
import { limits, utf8Bytes } from './limits.ts'
import { type Failure, failure } from './failure.ts'

const TextContentSchema = Type.Object({
  kind: Type.Literal('text'),
  text: Type.String({ minLength: 1, maxLength: limits.textBytesMax }),
})

/** What a client may post. */
export const PostedContentSchema = TextContentSchema
export type PostedContent = Static<typeof PostedContentSchema>

/** Content as it arrives, an object with a kind. `toContent` gives it its type. */
export const WireContentSchema = Type.Object({ kind: Type.String({ maxLength: 32 }) }, { additionalProperties: true })

export type Content =
  | PostedContent
  /** Deleted for everyone: the words are gone from every store. */
  | { readonly kind: 'deleted' }
  /** A newer client's kind. */
  | { readonly kind: 'unsupported'; readonly of: string }

export const deletedContent: Content = { kind: 'deleted' }

/** Never throws: what is not known or not whole is `unsupported`. */
export function toContent(wire: { readonly kind: string }): Content {
  switch (wire.kind) {
    case 'text':
      return 'text' in wire && typeof wire.text === 'string'
        ? { kind: 'text', text: wire.text }
        : unsupported(wire.kind)
    case 'deleted':
      return deletedContent
    case 'unsupported':
      return unsupported('of' in wire && typeof wire.of === 'string' ? wire.of : wire.kind)
    default:
      return unsupported(wire.kind)
  }
}

const unsupported = (of: string): Content => ({ kind: 'unsupported', of })

/** The rules of content that a schema cannot say. */
export function refuseContent(content: PostedContent): Failure | null {
  if (utf8Bytes(content.text) > limits.textBytesMax)
    return failure('tooLarge', `A message may have at most ${limits.textBytesMax} bytes. Send it in parts.`)
  if (content.text.trim() === '') return failure('invalid', 'A message needs at least one visible character.')
  return null
}

/** A line of text that stands for a content, for lists and logs. */
export function contentText(content: Content): string {
  switch (content.kind) {
    case 'text':
      return content.text
    case 'deleted':
      return 'Message deleted'
    case 'unsupported':
      return `A message of a kind this client does not know (${content.of})`
  }
}
