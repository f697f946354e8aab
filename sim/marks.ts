/** What a run can reach. A run that reaches nothing proves nothing, so a test asks that many runs together reach all of them. */
export const marks = [
  // The log.
  'append stored',
  'append conflict',
  'append failed',
  'append unknown and landed',
  'append unknown and lost',
  'append landed late',
  'append landed and called a conflict',
  'append landed after its writer died',
  'append batched',
  'read failed',
  'log outage',
  'follower stalled',
  'words erased',
  'erasing failed',
  // Records.
  'record put failed',
  'record put unknown and landed',
  // Servers.
  'server crashed with an append in flight',
  'server restarted with its store',
  'server restarted with an older store',
  'server restarted without its store',
  'chat actor crashed',
  'mailbox full',
  // Network.
  'line cut',
  'line cut within a burst',
  'line fell silent',
  'dial failed',
  'slow reader cut off',
  'submission duplicated',
  // Clients.
  'client restarted',
  'client killed before it had stored',
  'client offline',
  'token renewed',
  'resumed by entries',
  'resumed by a snapshot',
  'told gone',
  'told a repeat',
  'refused by the rules',
  'refused for now',
  'submitted again after it was stored',
  'older page loaded',
] as const

export type Mark = (typeof marks)[number]
