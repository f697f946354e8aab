import { expect, test } from 'bun:test'
import { openUpdates, type Registered, type Worker } from './updates.ts'

function workerThat(state: string) {
  const heard: string[] = []
  let tell = (): void => undefined
  return {
    heard,
    worker: {
      get state() {
        return state
      },
      postMessage: (message: string) => void heard.push(message),
      addEventListener: (_: 'statechange', changed: () => void) => (tell = changed),
    },
    become(next: string) {
      state = next
      tell()
    },
  }
}

/** A browser with its service workers, and a person who comes back to the page. */
function browser(start: { readonly controller: object | null; readonly waiting: Worker | null }) {
  const at = { now: 0, reloads: 0, looks: 0, controller: start.controller }
  let installing: Worker | null = null
  let changeController = (): void => undefined
  let find = (): void => undefined
  let comeBack = (): void => undefined
  const registered: Registered = {
    waiting: start.waiting,
    get installing() {
      return installing
    },
    addEventListener: (_, found) => (find = found),
    update: async () => void (at.looks += 1),
  }
  const updates = openUpdates({
    workers: {
      get controller() {
        return at.controller
      },
      register: () => Promise.resolve(registered),
      addEventListener: (_, changed) => (changeController = changed),
    },
    script: () => '/serviceWorker.js',
    now: () => at.now,
    onReturn: (returned) => (comeBack = returned),
    reload: () => (at.reloads += 1),
    onTrouble: (error) => {
      throw error
    },
  })
  return {
    at,
    updates,
    comeBack: () => comeBack(),
    find(worker: Worker) {
      installing = worker
      find()
    },
    takeOver() {
      at.controller = {}
      changeController()
    },
  }
}

test('[SERVE18] the first worker of all is no update', async () => {
  const { at, updates, find, takeOver } = browser({ controller: null, waiting: null })
  await Promise.resolve()
  const { worker, become } = workerThat('installing')
  find(worker)
  become('installed')
  takeOver()
  expect(updates.isReady.get()).toBe(false)
  expect(at.reloads).toBe(0)
})

test('[SERVE18] a newer build waits until the person wants it; then the page is loaded again, once it answers', async () => {
  const { at, updates, find, takeOver } = browser({ controller: {}, waiting: null })
  await Promise.resolve()
  let told = 0
  updates.isReady.subscribe(() => (told += 1))
  const next = workerThat('installing')
  find(next.worker)
  expect(updates.isReady.get()).toBe(false)
  next.become('installed')
  expect([updates.isReady.get(), told, next.heard]).toEqual([true, 1, []])
  updates.reload()
  expect([next.heard, at.reloads]).toEqual([['skipWaiting'], 0])
  takeOver()
  expect(at.reloads).toBe(1)
})

test('[SERVE18] one that waited already when the page was opened is told as well', async () => {
  const { worker, heard } = workerThat('installed')
  const { updates } = browser({ controller: {}, waiting: worker })
  await Promise.resolve()
  expect(updates.isReady.get()).toBe(true)
  updates.reload()
  expect(heard).toEqual(['skipWaiting'])
})

test('[SERVE18] where another tab went on, this one says so and is not loaded again by itself', async () => {
  const { at, updates, takeOver } = browser({ controller: {}, waiting: null })
  await Promise.resolve()
  takeOver()
  expect([updates.isReady.get(), at.reloads]).toEqual([true, 0])
  updates.reload()
  expect(at.reloads).toBe(1)
})

test('[SERVE18] a newer build is looked for when the person comes back, at most every half an hour', async () => {
  const { at, comeBack } = browser({ controller: {}, waiting: null })
  await Promise.resolve()
  for (const minute of [1, 29, 31, 32, 60, 62]) {
    at.now = minute * 60_000
    comeBack()
  }
  expect(at.looks).toBe(2)
})

test('[SERVE18] a browser without service workers has no updates', () => {
  let reloads = 0
  const updates = openUpdates({
    workers: null,
    script: () => '',
    now: () => 0,
    onReturn: () => undefined,
    reload: () => (reloads += 1),
    onTrouble: () => undefined,
  })
  expect(updates.isReady.get()).toBe(false)
  updates.reload()
  expect(reloads).toBe(1)
})
