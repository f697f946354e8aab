/**
 * `bun run bench`: starts what it needs, measures, prints a table and writes `bench/results/latest.json`. Each figure stands
 * beside its limit, measured in the same run: a bare server that publishes and stores nothing, bare sockets, SQLite alone.
 *
 * Names of parts may follow (`bun run bench room pairs`); without them everything runs, in about ten minutes.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catchUp } from './cluster/catchUp.ts'
import { clusterPairs } from './cluster/pairs.ts'
import { clusterRoom } from './cluster/room.ts'
import { commandLine } from './commandLine.ts'
import { register } from './driver.ts'
import { groupCommit } from './groupCommit.ts'
import { chatList, pages, pagesOnSocket } from './history.ts'
import { type Measured, start } from './process.ts'
import { millionMessages, seedMillion } from './seed.ts'
import { createWorld, idle, resume } from './sessions.ts'
import { type Figure, table } from './table.ts'
import { pairs, room } from './traffic.ts'
import { tui } from './tui.ts'
import { web } from './web.ts'

const root = `${import.meta.dir}/..`
const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
const wanted = process.argv.slice(2)
const wants = (part: string): boolean => wanted.length === 0 || wanted.includes(part)
const figures: Figure[] = []
const note = (figure: Figure): void => {
  figures.push(figure)
  console.error(`measured ${figure.part}: ${figure.what}`)
}

const bare = (): Promise<Measured> => start(['bun', `${import.meta.dir}/bare.ts`])
const server = (data: string, settings: Readonly<Record<string, string>> = {}): Promise<Measured> =>
  start(['bun', `${root}/cli/main.ts`, 'serve', '--port', '0', '--data', join(folder, data), '--log', 'error'], {
    // Limits are for strangers; here one machine is everybody.
    PARLEY_FRAMES_PER_SECOND: '0',
    PARLEY_REGISTRATIONS_PER_HOUR: '0',
    ...settings,
  })
const startRounds = 5
const mb = (bytes: number): number => bytes / 1_000_000

try {
  if (wants('room') || wants('pairs')) await traffic()
  if (wants('idle') || wants('resume')) await sessions()
  if (wants('history') || wants('start')) await million()
  if (wants('cli')) await cli()
  if (wants('clusterPairs')) for (const figure of await clusterPairs(root, folder)) note(figure)
  if (wants('clusterRoom')) for (const figure of await clusterRoom(server)) note(figure)
  if (wants('catchUp')) for (const figure of await catchUp(folder)) note(figure)
  if (wants('web')) for (const figure of await web(root, folder)) note(figure)
  if (wants('tui')) for (const figure of await tui(root, folder)) note(figure)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
mkdirSync(`${import.meta.dir}/results`, { recursive: true })
await Bun.write(`${import.meta.dir}/results/latest.json`, JSON.stringify(figures, null, 2))
console.log(table(figures))
process.exit(0)

async function traffic(): Promise<void> {
  const limit = await bare()
  const bareRoom = wants('room') ? await room([limit], null) : null
  const barePairs = wants('pairs') ? await pairs(limit, null) : null
  await limit.stop()
  const parley = await server('traffic')
  const people = await register(parley.url, 200, 'person')
  if (bareRoom !== null) {
    const ours = await room([parley], people)
    const part = 'room'
    note({
      part,
      what: 'server CPU per delivery',
      unit: 'µs',
      ours: ours.cpuUsPerDelivery,
      limit: bareRoom.cpuUsPerDelivery,
      target: bareRoom.cpuUsPerDelivery,
    })
    note({
      part,
      what: 'deliveries per second',
      unit: '/s',
      ours: ours.deliveriesPerSecond,
      limit: bareRoom.deliveriesPerSecond,
      target: null,
    })
    note({ part, what: 'send to own receipt, p50', unit: 'ms', ours: ours.p50Ms, limit: bareRoom.p50Ms, target: null })
    note({ part, what: 'send to own receipt, p99', unit: 'ms', ours: ours.p99Ms, limit: bareRoom.p99Ms, target: null })
  }
  if (barePairs !== null) {
    const ours = await pairs(parley, people)
    const commits = groupCommit(folder, 100, 3)
    const part = 'pairs'
    note({
      part,
      what: 'server CPU per durable message',
      unit: 'µs',
      ours: ours.cpuUsPerMessage,
      limit: barePairs.cpuUsPerMessage + commits.cpuUsPerRow,
      target: 60,
    })
    note({
      part,
      what: 'messages per second',
      unit: '/s',
      ours: ours.messagesPerSecond,
      limit: Math.min(barePairs.messagesPerSecond, commits.rowsPerSecond),
      target: 10_000,
    })
    note({ part, what: 'send to own receipt, p50', unit: 'ms', ours: ours.p50Ms, limit: barePairs.p50Ms, target: null })
    note({ part, what: 'send to own receipt, p99', unit: 'ms', ours: ours.p99Ms, limit: barePairs.p99Ms, target: 25 })
  }
  await parley.stop()
}

async function sessions(): Promise<void> {
  const limit = await bare()
  const sockets = await idle(limit, null)
  for (const { socket } of sockets.peers) socket.close()
  await limit.stop()
  const parley = await server('sessions')
  const world = await createWorld(parley.url, await register(parley.url, 250, 'person'))
  const ours = await idle(parley, world)
  note({
    part: 'idle',
    what: 'memory per session with 20 chats',
    unit: 'KB',
    ours: ours.bytes / 1_000,
    limit: sockets.bytes / 1_000,
    target: sockets.bytes / 1_000 + 12,
  })
  for (const { socket } of ours.peers) socket.close()
  await Bun.sleep(2_000)
  if (wants('resume')) {
    const back = await resume(parley, world)
    note({
      part: 'resume',
      what: 'server CPU per session, 3 of 20 chats moved',
      unit: 'µs',
      ours: back.cpuUs,
      limit: null,
      target: 300,
    })
    note({
      part: 'resume',
      what: '5,000 sessions are back after',
      unit: 's',
      ours: back.seconds,
      limit: null,
      target: null,
    })
  }
  await parley.stop()
}

async function million(): Promise<void> {
  const starts: number[] = []
  for (let n = 0; n < startRounds; n++) {
    const started = await server('empty')
    starts.push(started.startMs)
    await started.stop()
  }
  const median = starts.sort((one, other) => one - other)[Math.floor(startRounds / 2)] ?? Number.NaN
  const empty = await server('empty')
  note({ part: 'start', what: 'to listening, empty, p50 of 5', unit: 'ms', ours: median, limit: null, target: 200 })
  await Bun.sleep(3_000)
  note({
    part: 'start',
    what: 'memory at rest, empty',
    unit: 'MB',
    ours: mb(empty.rssBytes()),
    limit: null,
    target: 90,
  })
  await empty.stop()

  const seeded = await seedMillion(join(folder, 'million'))
  // The first start folds the log into a store; what is measured is every later one.
  const first = await server('million')
  note({
    part: 'start',
    what: 'first start, a store made from a million entries',
    unit: 'ms',
    ours: first.startMs,
    limit: null,
    target: null,
  })
  await first.stop()
  const parley = await server('million')
  note({
    part: 'start',
    what: 'to listening, a million messages',
    unit: 'ms',
    ours: parley.startMs,
    limit: null,
    target: 200,
  })
  await Bun.sleep(3_000)
  note({
    part: 'start',
    what: 'memory at rest, a million messages',
    unit: 'MB',
    ours: mb(parley.rssBytes()),
    limit: null,
    target: 90,
  })
  if (wants('history')) {
    const reader = await seeded.reader(parley.url)
    const page = await pagesOnSocket(parley, reader, seeded.chat, millionMessages)
    const rest = await pages(parley, reader, seeded.chat, millionMessages)
    const list = await chatList(parley, reader)
    const part = 'history'
    note({ part, what: 'page of 50 on the socket, server CPU', unit: 'ms', ours: page.cpuMs, limit: null, target: 0.3 })
    note({ part, what: 'page of 50 on the socket, p50', unit: 'ms', ours: page.p50Ms, limit: null, target: null })
    note({ part, what: 'page of 50 by REST, server CPU', unit: 'ms', ours: rest.cpuMs, limit: null, target: null })
    note({ part, what: 'page of 50 by REST, p99', unit: 'ms', ours: rest.p99Ms, limit: null, target: null })
    note({
      part: 'history',
      what: 'chat list of 20, request to answer, p50',
      unit: 'ms',
      ours: list.p50Ms,
      limit: null,
      target: null,
    })
  }
  await parley.stop()
}

async function cli(): Promise<void> {
  const parley = await server('cli')
  for (const figure of await commandLine(root, folder, parley.url)) note(figure)
  await parley.stop()
}
