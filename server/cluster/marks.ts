/** The headers that messages bear. */

/** The writer's mark: how it finds its own message after an ack was lost. */
export const idHeader = 'Parley-Id'
/** What NATS calls what became of a key: absent for a put, `DEL` for a removal. */
export const operationHeader = 'KV-Operation'
