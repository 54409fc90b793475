/** What was looked at, what was found, and what the product rests on. */
export interface Finding {
  readonly what: string
  readonly found: string
  /** What must hold; where nothing must, what it is to be compared with. */
  readonly expected: string
  /** Undefined where the figure is for a person to judge. */
  readonly holds?: boolean
}

export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map(({ what, found, expected, holds }) => [
    what,
    found,
    expected,
    holds === undefined ? '' : holds ? 'yes' : '**no**',
  ])
  const head = ['Looked at', 'Found', 'Expected', 'Holds']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
