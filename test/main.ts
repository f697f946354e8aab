/**
 * The test command: types, format, lint, dead code and every test suite, in that order, all of them even when one fails. It
 * ends with the line `N passed, N failed`, and says before it what this machine forbids, what was left out and how to get it.
 */
import { $, Glob } from 'bun'

interface Outcome {
  readonly name: string
  readonly passed: number
  readonly failed: number
}

const root = `${import.meta.dir}/..`
const outcomes: Outcome[] = []

const checks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['types', ['bun', 'check']],
  ['types of the web client', ['bun', 'check', '-p', 'web/tsconfig.json']],
  ['format', ['bun', 'fmt', '--check']],
  ['lint', ['bun', '--bun', 'x', 'oxlint', '--type-aware', '--deny-warnings']],
  ['dead code', ['bun', '--bun', 'x', 'knip', '--no-progress']],
]

for (const [name, command] of checks) {
  const { exitCode, text } = await run(command)
  outcomes.push({ name, passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1 })
  console.log(exitCode === 0 ? `ok      ${name}` : `FAILED  ${name}\n${text}`)
}

// Whole-system suites start servers and measure nothing; they run after the others, so that no time limit meets a busy machine.
const files = [...new Glob('{protocol,actors,server,cli,tui,web,sim,bench,test}/**/*.test.{ts,tsx}').scanSync(root)]
  .filter((file) => !file.includes('node_modules'))
  .sort()
const suites: readonly (readonly [name: string, files: readonly string[]])[] = [
  ['unit', files.filter((file) => !/^(test|cli|sim|web\/e2e)\//.test(file))],
  ['simulation', files.filter((file) => file.startsWith('sim/'))],
  ['command line', files.filter((file) => file.startsWith('cli/'))],
  ['whole system', files.filter((file) => file.startsWith('test/'))],
  ['browser', files.filter((file) => file.startsWith('web/e2e/'))],
]
const leftOut: string[] = []
const impossible: string[] = []

for (const [name, its] of suites) {
  if (its.length === 0) continue
  const { exitCode, text } = await run([
    'bun',
    'test',
    '--isolate',
    '--timeout',
    '120000',
    ...its.map((file) => `./${file}`),
  ])
  const passed = Number(/^\s*(\d+) pass$/m.exec(text)?.[1] ?? 0)
  const counted = Number(/^\s*(\d+) fail$/m.exec(text)?.[1] ?? 0)
  const failed = exitCode === 0 ? counted : Math.max(1, counted)
  outcomes.push({ name, passed, failed })
  for (const [, what] of text.matchAll(/^left out:?\s+(.*)$/gim)) if (what !== undefined) leftOut.push(what)
  for (const [, what] of text.matchAll(/^not possible here:?\s+(.*)$/gim)) if (what !== undefined) impossible.push(what)
  console.log(failed === 0 ? `ok      ${name}: ${passed} tests` : `FAILED  ${name}\n${text}`)
}

for (const what of impossible) console.log(`not possible here: ${what}`)
for (const what of leftOut) console.log(`left out: ${what}`)
// In CI nothing is skipped: what could not run is a failure. Only what the machine itself forbids is none.
const missing = process.env.CI === 'true' ? leftOut.length : 0
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, missing)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function run(command: readonly string[]): Promise<{ exitCode: number; text: string }> {
  const { exitCode, stdout, stderr } = await $`${command}`
    .cwd(root)
    .env({ ...process.env, NO_COLOR: '1' })
    .quiet()
    .nothrow()
  return { exitCode, text: `${stdout.toString()}${stderr.toString()}` }
}
