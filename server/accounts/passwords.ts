/**
 * Passwords: Argon2id with m=19456, t=2, p=1 (OWASP's minimum), on Bun's thread pool. Each hash takes 19 MiB and some 40 ms of
 * a core, and shares the pool with file reads, so only a few run and a few wait; what is beyond is refused at once.
 */
import { failure, FailureError } from '@parley/protocol'

export interface Passwords {
  hash(password: string): Promise<string>
  /** `null` for the hash of an unknown account: costs the same and answers `false`. */
  verify(password: string, hash: string | null): Promise<boolean>
}

/** The function under it, so that a test need not spend seconds on hashing. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
  /** A hash of no password, made with the same cost. */
  readonly dummy: string
}

export interface PasswordLimits {
  readonly runningMax: number
  readonly waitingMax: number
}

const retryMs = 1_000

/** Both methods throw `overloaded` before they hash, where too many wait already. */
export function createPasswords(
  hasher: PasswordHasher = argon2id,
  { runningMax, waitingMax }: PasswordLimits = { runningMax: 2, waitingMax: 20 },
): Passwords {
  let running = 0
  const waiting: (() => void)[] = []

  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running < runningMax) running++
    else {
      if (waiting.length >= waitingMax)
        throw new FailureError(failure('overloaded', 'Too many people log in at this moment. Try again.', retryMs))
      // Whoever leaves hands its place over, so `running` does not change.
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  return {
    hash: (password) => inTurn(() => hasher.hash(password)),
    verify: (password, hash) =>
      inTurn(async () => {
        const isRight = await hasher.verify(password, hash ?? hasher.dummy)
        return isRight && hash !== null
      }),
  }
}

const argon2id: PasswordHasher = {
  hash: (password) => Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 }),
  verify: (password, hash) => Bun.password.verify(password, hash),
  dummy:
    '$argon2id$v=19$m=19456,t=2,p=1$lrcsVuhGQ0kP3QSng3oXwXeYHRCtjM4lm6mLTy54Prs$fv6EDo+Az5liiEXV8RJOAaQP3evzgFYnJqF/1EKlymA',
}
