/** What one run of the torture found, as a page to be kept. */
import type { Flaw, FlawKind } from '../../test/faults/checker.ts'
import type { Gaps } from '../../test/faults/traffic.ts'

export interface Measured {
  readonly fault: string
  /** From its beginning until people had come on in every chat; `null` where nobody can. */
  readonly during: Gaps | null
  /** From its end until people had come on in every chat. */
  readonly after: Gaps
}

export interface Run {
  readonly seed: number
  readonly minutes: number
  readonly isNetworkCut: boolean
  readonly acknowledged: number
  readonly refused: number
  readonly measured: readonly Measured[]
  readonly flaws: readonly Flaw[]
  /** Why it ended early; `null`: it did not. */
  readonly broken: string | null
  /** Errors in the nodes' journals and how often each came. */
  readonly errors: ReadonlyMap<string, number>
}

const flawsShownMax = 20
const errorsShownMax = 15

export function report(run: Run): string {
  const { seed, minutes, acknowledged, refused, measured, flaws, broken, errors } = run
  const of = (...kinds: readonly FlawKind[]): number => flaws.filter(({ kind }) => kinds.includes(kind)).length
  const names = [...new Set(measured.map(({ fault }) => fault))].sort()
  const rows = names.map((name) => {
    const all = measured.filter(({ fault }) => fault === name)
    const during = all.flatMap((one) => one.during ?? [])
    const after = all.map((one) => one.after)
    const resumes = [...during, ...after]
    return [
      name,
      String(all.length),
      spread(during.map(({ anyMs }) => anyMs)),
      spread(during.map(({ chatMs }) => chatMs)),
      spread(after.map(({ chatMs }) => chatMs)),
      String(resumes.reduce((sum, one) => sum + one.resumes, 0)),
      seconds(Math.max(0, ...resumes.map(({ resumeMs }) => resumeMs))),
    ]
  })
  const lines = [
    '# Torture of a cluster',
    '',
    `One run of \`bun run torture --minutes ${minutes} --seed ${seed}\`: three NATS servers and three nodes, real processes on one machine, ` +
      `people who talk without pause on all nodes, and one fault after another${run.isNetworkCut ? '' : ' (the network could not be cut here)'}. ` +
      'At the end the whole log is compared with everything that every device did and saw.',
    '',
    '| measure | found | target |',
    '| --- | --- | --- |',
    `| acknowledged | ${acknowledged.toLocaleString('en')} | at least 200,000 in 30 minutes |`,
    `| lost | ${of('lost')} | 0 |`,
    `| doubled | ${of('doubled')} | 0 |`,
    `| broken chains | ${of('brokenChain')} | 0 |`,
    `| in another place or order | ${of('moved', 'outOfOrder')} | 0 |`,
    `| told badly, or cursors that went back | ${of('toldBadly', 'toldOtherwise', 'cursorBack')} | 0 |`,
    `| refused for good, or without an end | ${refused + of('forgotten', 'refusedButThere')} | 0 |`,
    `| faults | ${measured.length} | |`,
    '',
    ...(broken === null ? [] : [`It ended early: ${broken}`, '']),
    'Seconds, as median and longest. "Anywhere" is the longest time in which nothing at all was acknowledged, "in one chat" ' +
      'the longest in which nothing was acknowledged in some chat; both from the beginning of the fault, and the last also from ' +
      'its end, until people had come on in every chat. Resuming is counted from the last try to connect.',
    '',
    '| fault | times | silent anywhere | in one chat | in one chat, after it | resumed | slowest |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...section(
      'What was wrong',
      flaws.map(({ kind, what }) => `- ${kind}: ${what}`),
      flawsShownMax,
    ),
    ...section(
      'What the nodes reported',
      [...errors].sort(([, one], [, other]) => other - one).map(([error, count]) => `- ${count} × ${error}`),
      errorsShownMax,
    ),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function section(title: string, items: readonly string[], max: number): readonly string[] {
  if (items.length === 0) return []
  const more = items.length > max ? [`- and ${items.length - max} more`] : []
  return [`## ${title}`, '', ...items.slice(0, max), ...more, '']
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return ''
  const sorted = [...values].sort((one, other) => one - other)
  return `${seconds(sorted[Math.floor(sorted.length / 2)] ?? 0)}, ${seconds(sorted.at(-1) ?? 0)}`
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(ms < 1_000 ? 2 : 1)
