/** Roads between a tab and the host as the one form that both sides know: messages in order, none lost. */
import type { Port } from '@parley/protocol/client/remote'

/** What a `MessagePort` and a `BroadcastChannel` have. */
export interface MessagePortLike {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  /** A port waits for it. */
  start?(): void
}

/** What came before the first listener waits for it. */
export const messagePort = (port: MessagePortLike): Port => ({
  post: (message) => port.postMessage(message),
  listen(onMessage) {
    const hear = ({ data }: { readonly data: unknown }): void => onMessage(data)
    port.addEventListener('message', hear)
    port.start?.()
    return () => port.removeEventListener('message', hear)
  },
})

/** Many named roads over one. */
export interface SplitPort {
  /** What comes for a name that nobody listens to is lost. */
  lane(name: string): Port
  close(): void
}

export function splitPort(port: Port): SplitPort {
  const lanes = new Map<string, Set<(message: unknown) => void>>()
  let isClosed = false
  const end = port.listen((parcel) => {
    if (!isParcel(parcel)) return
    for (const hear of lanes.get(parcel.lane) ?? []) hear(parcel.message)
  })
  return {
    lane: (name) => ({
      post(message) {
        if (!isClosed) port.post({ lane: name, message })
      },
      listen(onMessage) {
        const hear = (message: unknown): void => onMessage(message)
        const listeners = lanes.get(name) ?? new Set()
        lanes.set(name, listeners.add(hear))
        return () => {
          listeners.delete(hear)
          if (listeners.size === 0) lanes.delete(name)
        }
      },
    }),
    close() {
      isClosed = true
      lanes.clear()
      end()
    },
  }
}

const isParcel = (value: unknown): value is { readonly lane: string; readonly message: unknown } =>
  typeof value === 'object' && value !== null && 'lane' in value && typeof value.lane === 'string' && 'message' in value
