/**
 * `bun run torture [--minutes 30] [--seed N]`: a cluster of real processes under people who talk without pause, while everything that
 * can fail fails in an order drawn from the seed; then the checker over the whole log and over what everybody saw. Writes
 * `bench/torture.md`. Without root, network namespaces or nft the network is not cut.
 */
import { parseArgs } from 'node:util'
import { check } from '../../test/faults/checker.ts'
import { startCluster } from '../../test/faults/cluster.ts'
import { openNetwork } from '../../test/faults/network.ts'
import { type Gaps, startTraffic } from '../../test/faults/traffic.ts'
import { seeded } from '../../test/testing/a-until.ts'
import { type Fault, faults, type Scene } from './faults.ts'
import { type Measured, report } from './report.ts'

const acksBetween = 10
/** How long a fault lasts beyond what people need to come on. */
const momentMsMax = 5_000

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string' } } })
const minutes = Number(values.minutes)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('--minutes and --seed are numbers.')
const random = seeded(seed)
const network = openNetwork()
if (network === null) console.log('The network is not cut: that needs root, network namespaces and nft.')
console.log(`Seed ${seed}, ${minutes} minutes.`)

const cluster = await startCluster(network ?? undefined)
const measured: Measured[] = []
let isWell = false
try {
  const traffic = await startTraffic({
    urls: cluster.urls,
    people: ['ann', 'ben', 'cleo', 'dan'],
    devicesPerPerson: 2,
    groups: 5,
    windowMax: 1,
    pauseMs: 10,
  })
  const scene = { cluster, traffic, network, random }
  const end = performance.now() + minutes * 60_000
  const possible = faults.filter((fault) => network !== null || fault.needsNetwork !== true)
  let broken: string | null = null
  let waiting: Fault[] = []
  try {
    await traffic.progress(acksBetween)
    while (performance.now() < end) {
      // Every fault once before any comes again.
      if (waiting.length === 0) waiting = [...possible]
      const [fault] = waiting.splice(Math.floor(random() * waiting.length), 1)
      if (fault !== undefined) measured.push(await suffer(fault, scene))
    }
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error)
    console.log(broken)
  }
  const diaries = await traffic.end()
  const flaws = check(await cluster.wholeLog(traffic.chats), diaries)
  const refused = diaries.reduce((sum, diary) => sum + diary.refused.length, 0)
  const acknowledged = traffic.acknowledged()
  const isNetworkCut = network !== null
  const errors = errorsOf(cluster.journals())
  const page = report({ seed, minutes, isNetworkCut, acknowledged, refused, measured, flaws, broken, errors })
  const path = `${import.meta.dir}/../torture.md`
  await Bun.write(path, page)
  Bun.spawnSync([process.execPath, 'fmt', path])
  console.log(page)
  isWell = flaws.length === 0 && broken === null && refused === 0
} finally {
  await cluster.stop()
  network?.remove()
}
process.exit(isWell ? 0 : 1)

async function suffer({ name, isOutage = false, begin }: Fault, scene: Scene): Promise<Measured> {
  const { traffic } = scene
  let finish = async (): Promise<void> => undefined
  const start = async (): Promise<void> => {
    finish = await begin(scene)
  }
  let during: Gaps | null = null
  if (isOutage) await start()
  else during = await traffic.during(name, acksBetween, start)
  await Bun.sleep(random() * momentMsMax)
  const after = await traffic.during(`${name}, after it`, acksBetween, finish)
  await cluster.whole()
  return { fault: name, during, after }
}

/** The first words of each error, without what differs from one to the next. */
function errorsOf(journals: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of journals.split('\n')) {
    if (!line.includes('"level":"error"')) continue
    const said = /"error":"(.*?)(\\n {4}at|")/.exec(line)?.[1] ?? line
    const cause = /caused by (.*?)(\\n {4}at|")/.exec(line)?.[1]
    const error = `${said}${cause === undefined ? '' : ` (${cause})`}`.replaceAll(/\d+/g, 'N').slice(0, 200)
    counts.set(error, (counts.get(error) ?? 0) + 1)
  }
  return counts
}
