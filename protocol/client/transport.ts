/** One socket, as the client library sees it. The adapter below takes any standard WebSocket. */

export interface TransportHandlers {
  onOpen(): void
  onText(text: string): void
  /** Once, whoever closed it. Nothing is called after it. */
  onClose(code: number, reason: string): void
}

export interface TransportLink {
  /** Does nothing on a link that is not open. */
  send(text: string): void
  close(code?: number): void
}

/** Opens a link. It comes up, or it closes: a link that fails calls `onClose` too. */
export type Transport = (url: string, handlers: TransportHandlers) => TransportLink

/** The part of a standard WebSocket that is used: the browser's, React Native's and Bun's all have it. */
export interface SocketLike {
  readonly readyState: number
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void
  send(text: string): void
  close(code?: number): void
}

const open = 1
/** What a socket reports that ended without a closing handshake. */
const abnormalClose = 1006

/** `connect` makes the socket: `(url) => new WebSocket(url)`. A socket that cannot even be made counts as closed. */
export function webSocketTransport(connect: (url: string) => SocketLike): Transport {
  return (url, handlers) => {
    const socket = connect(url)
    let isOver = false
    socket.addEventListener('open', () => handlers.onOpen())
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') handlers.onText(data)
    })
    // An error says nothing that the close after it does not say.
    socket.addEventListener('close', ({ code, reason }) => {
      if (isOver) return
      isOver = true
      handlers.onClose(code || abnormalClose, reason)
    })
    return {
      send(text) {
        if (socket.readyState === open) socket.send(text)
      },
      close: (code) => socket.close(code),
    }
  }
}
