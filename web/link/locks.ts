/**
 * Locks that end with their holder, however it dies: that is how tabs and host notice each other's death. A browser gives them
 * to pages of https and localhost only.
 */
export interface Locks {
  /** Resolves when nobody else holds it; the result gives it back. */
  hold(name: string): Promise<() => void>
}

export const browserLocks = (locks: LockManager): Locks => ({
  hold: (name) =>
    new Promise((resolve, reject) => {
      locks.request(name, () => new Promise<void>((release) => resolve(release))).catch(reject)
    }),
})

/** Calls `gone` once its holder is dead, or gave it back. */
export function whenFree(locks: Locks, name: string, gone: () => void): void {
  void locks.hold(name).then((release) => {
    release()
    gone()
  })
}
