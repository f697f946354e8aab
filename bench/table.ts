/** Figures as a table: ours, the limit of the same run, their ratio, and what it must reach. */
export interface Figure {
  readonly part: string
  readonly what: string
  readonly unit: string
  readonly ours: number
  /** Measured in the same run; `null` where there is nothing to compare with. */
  readonly limit: number | null
  readonly target: number | null
}

const digits = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value.toPrecision(3)

/** Of what is counted per second more is better; of everything else less. */
const reaches = ({ unit, ours, target }: Figure): string =>
  target === null ? '' : (unit === '/s' ? ours >= target : ours <= target) ? 'yes' : 'no'

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.part,
    figure.what,
    `${digits(figure.ours)} ${figure.unit}`,
    figure.limit === null ? '' : digits(figure.limit),
    figure.limit === null ? '' : `${(figure.ours / figure.limit).toFixed(2)}×`,
    figure.target === null ? '' : digits(figure.target),
    reaches(figure),
  ])
  const all = [['part', 'measure', 'Parley', 'limit', 'ratio', 'target', 'reached'], ...rows]
  const widths = all.reduce<number[]>(
    (most, row) => row.map((cell, place) => Math.max(cell.length, most[place] ?? 0)),
    [],
  )
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = all
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}
