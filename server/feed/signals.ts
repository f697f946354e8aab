/** Typing as it comes from other nodes. */
import { createCodec, encode, interpreted } from '@parley/protocol'
import { chatTopic, type Hub } from './hub.ts'

const codec = createCodec(interpreted)

/**
 * Only what is a typing frame of the topic's own chat goes to the sockets here, encoded anew. Whether its user may be heard in
 * the chat, the node that sent it has checked.
 */
export function heardSignal(hub: Hub, topic: string, text: string): void {
  const decoded = codec.decodeDown(text)
  if (!('frame' in decoded) || decoded.frame.t !== 'typing') return
  const { chat, user, on } = decoded.frame
  if (topic === chatTopic(chat)) hub.publish(chatTopic(chat), encode({ t: 'typing', chat, user, on }))
}
