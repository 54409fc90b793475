/** One line of the table. */
export interface Figure {
  readonly what: string
  readonly figure: string
  readonly range?: string
  readonly target?: string
  /** Absent where there is no target. */
  readonly met?: boolean
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The value that so many percent of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)
  const value = sorted[at]
  if (value === undefined) throw new Error('There is no percentile of nothing.')
  return value
}

/** A median with its range, and how many measurements it stands on. */
export function spread(
  values: readonly number[],
  show: (value: number) => string,
): { figure: string; range: string } {
  return {
    figure: show(median(values)),
    range: `${show(Math.min(...values))} to ${show(Math.max(...values))} (${values.length})`,
  }
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function digits(count: number, unit = ''): (value: number) => string {
  return (value) => `${value.toFixed(count)}${unit}`
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, figure, range = '', target = '', met }) => [
    what,
    figure,
    range,
    target,
    met === undefined ? '' : met ? 'yes' : '**no**',
  ])
  const head = ['Measured', 'Median', 'Range (runs)', 'Target', 'Met']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
