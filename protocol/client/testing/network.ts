/** A network between clients and one server: frames take time, keep their order, and are lost where a line is cut. */
import type { ClientEnv } from '../env.ts'
import type { Transport } from '../transport.ts'

/** A client's line, as the server has it. */
export interface ServerLine {
  send(text: string, extraMs?: number): void
  close(code: number, reason: string): void
}

export interface ServerEnd {
  onText(text: string): void
  onClose(): void
}

export interface Network {
  readonly transport: Transport
  /** Cuts every line: what is under way on it is lost. */
  cut(): void
  /** Nothing arrives any more, and nobody is told. */
  freeze(): void
  /** Nobody gets through until it is `true` again. */
  isUp: boolean
  readonly tries: readonly number[]
  lines(): number
}

const latencyMsMax = 20
const abnormalClose = 1006

export function createNetwork(env: ClientEnv, accept: (line: ServerLine) => ServerEnd): Network {
  const cuts = new Set<() => void>()
  const freezes = new Set<() => void>()
  const tries: number[] = []

  const network: Network = {
    isUp: true,
    tries,
    cut: () => [...cuts].forEach((cut) => cut()),
    freeze: () => [...freezes].forEach((freeze) => freeze()),
    lines: () => cuts.size,
    transport(_url, handlers) {
      let isOpen = true
      let isFrozen = false
      tries.push(env.now())
      /** In order, each a while after it was sent, unless the line is cut before. */
      const pipe = (): ((run: () => void, extraMs?: number) => void) => {
        let last = 0
        return (run, extraMs = 0) => {
          last = Math.max(last, env.now() + 1 + Math.floor(env.random() * latencyMsMax) + extraMs)
          env.after(last - env.now(), () => {
            if (isOpen && !isFrozen) run()
          })
        }
      }
      const up = pipe()
      const down = pipe()
      /** What comes later than everything else, in an order of its own. */
      const slow = pipe()
      const end = (code: number, reason: string): void => {
        if (!isOpen) return
        isOpen = false
        cuts.delete(cut)
        freezes.delete(freeze)
        server?.onClose()
        handlers.onClose(code, reason)
      }
      const cut = (): void => end(abnormalClose, '')
      const freeze = (): void => {
        isFrozen = true
      }
      cuts.add(cut)
      freezes.add(freeze)
      let server: ServerEnd | null = null
      if (network.isUp)
        up(() => {
          server = accept({
            send: (text, extraMs = 0) => (extraMs > 0 ? slow : down)(() => handlers.onText(text), extraMs),
            close: (code, reason) => down(() => end(code, reason)),
          })
          handlers.onOpen()
        })
      else env.after(1, cut)
      return {
        send: (text) => up(() => server?.onText(text)),
        close: (code = 1000) => end(code, ''),
      }
    },
  }
  return network
}
