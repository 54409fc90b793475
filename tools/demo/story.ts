/** Tells the demo: what happened in one sentence, and below it what was asked for. */
export interface Story {
  /** A step that anybody could repeat. */
  tell(sentence: string, ...requests: readonly { readonly request: string }[]): void
  /** What follows from the step before. */
  add(sentence: string): void
  summary(lines: readonly string[]): void
}

export function openStory(write: (line: string) => void): Story {
  let step = 0
  return {
    tell(sentence, ...requests) {
      step += 1
      write(`\n${String(step).padStart(2)}  ${sentence}`)
      for (const { request } of requests) write(`    ${request}`)
    },
    add: (sentence) => write(`    ${sentence}`),
    summary(lines) {
      write('\nWhat was seen:')
      for (const line of lines) write(`  - ${line}`)
    },
  }
}

export function price({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount / 100)
}
