/** Asks a terminal what it can do, without holding anything up: the questions go out before the first frame, the answers come when they come. */
import { disputedClusters, learn, type Capabilities } from './capabilities.ts'
import type { TerminalReply } from './reply.ts'

/** After this long, what has been answered is taken; answers that come later are still taken when they are complete. */
export const probeMs = 200

/**
 * The questions, in one piece. It needs a screen of its own: clusters are drawn unseen in the second row, and erased.
 * Every terminal answers the last one.
 */
export const probeQuestions = [
  '\x1b[?u',
  '\x1b]11;?\x1b\\',
  '\x1b[>0q',
  '\x1b[?2026$p\x1b[?2027$p',
  // Some terminals count graphemes only when they are asked to.
  '\x1b[?2027h\x1b[8m',
  ...disputedClusters.map((cluster) => `\x1b[2;1H\x1b[2K${cluster}\x1b[6n`),
  '\x1b[0m\x1b[2;1H\x1b[2K\x1b[1;1H',
  '\x1b[c',
].join('')

export interface Probe {
  onReply(reply: TerminalReply): void
  /** Mode 2027 was off before the probe turned it on. */
  wasUnclustered(): boolean
  cancel(): void
}

export interface ProbePorts {
  readonly guess: Capabilities
  after(ms: number, run: () => void): () => void
  /** What is known now: once at the end or the time limit, and once more where the end comes later. */
  onKnown(known: Capabilities, version: string): void
}

export function createProbe({ guess, after, onKnown }: ProbePorts): Probe {
  const replies: TerminalReply[] = []
  let isOver = false
  const tell = (): void => {
    const version = replies.find((reply) => reply.type === 'version')
    onKnown(learn(guess, replies), version?.text ?? '')
  }
  const cancel = after(probeMs, () => {
    if (replies.length > 0) tell()
  })
  return {
    onReply: (reply) => {
      if (isOver || replies.length >= repliesMax) return
      replies.push(reply)
      if (reply.type !== 'attributes') return
      isOver = true
      cancel()
      tell()
    },
    wasUnclustered: () => replies.some((reply) => reply.type === 'mode' && reply.mode === 2027 && reply.value === 2),
    cancel,
  }
}

/** More answers than there are questions are no answers. */
const repliesMax = disputedClusters.length + 8
