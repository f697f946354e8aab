/**
 * The command of the simulation, and its only rim: `bun run sim --seed N` repeats one run, `bun run sim --runs K --minutes M
 * --from N` runs many from a seed on. A failure prints the one command that repeats it and the last events.
 */
import { marks, type Mark } from './marks.ts'
import { healthy } from './mutants/mutation.ts'
import { type Outcome, run } from './run.ts'

function flag(name: string): number | null {
  const place = process.argv.indexOf(`--${name}`)
  const text = place === -1 ? undefined : process.argv[place + 1]
  return text === undefined ? null : Number(text)
}

function tell({ seed, violation, tail, options }: Outcome): void {
  console.log(JSON.stringify(options))
  for (const line of tail) console.log(line)
  console.log(`\nbroken: ${violation?.rule}: ${violation?.why}\nrepeat: bun run sim --seed ${seed}`)
}

process.on('unhandledRejection', (error) => {
  console.log('Nobody took a rejected promise:', error)
  process.exitCode = 1
})

const seed = flag('seed')
if (seed !== null) {
  const outcome = run(seed, healthy, process.argv.includes('--trace') ? 1_000_000 : 60)
  if (outcome.violation !== null || process.argv.includes('--trace')) tell(outcome)
  const { hash, events, entries, lastedMs, violation } = outcome
  console.log(`seed ${seed}: ${events} events, ${entries} entries, ${lastedMs / 1_000} s, trace ${hash.toString(16)}`)
  process.exitCode = violation === null ? 0 : 1
} else {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  const until = startedAt + (flag('minutes') ?? 60) * 60_000
  const from = flag('from') ?? 1
  const runs = flag('runs') ?? Number.POSITIVE_INFINITY
  const reached = new Map<Mark, number>()
  let done = 0
  let events = 0
  let lastedMs = 0
  for (; done < runs && performance.now() < until; done++) {
    const outcome = run(from + done)
    events += outcome.events
    lastedMs += outcome.lastedMs
    for (const [mark, count] of outcome.marks) reached.set(mark, (reached.get(mark) ?? 0) + count)
    if (outcome.violation === null) continue
    tell(outcome)
    process.exitCode = 1
    break
  }
  // Of the processor, because the machine may have other work.
  const used = process.cpuUsage(before)
  const seconds = (used.user + used.system) / 1_000_000
  console.log(
    `${done} runs, ${seconds.toFixed(1)} s of a core: ${(done / seconds).toFixed(0)} runs/s, ${(events / seconds).toFixed(0)} events/s, ` +
      `${(lastedMs / 1_000 / seconds).toFixed(0)} simulated seconds a second`,
  )
  for (const mark of marks) console.log(`${String(reached.get(mark) ?? 0).padStart(9)}  ${mark}`)
}
