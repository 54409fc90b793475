import type { LogLevel } from './core-api.ts'

const order: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none']

export interface Logs {
  write(category: string, level: LogLevel, message: string): void
}

/** Writes what host.json `logging.logLevel` lets through: the longest matching category decides, then `default`. */
export function createLogs(levels: Readonly<Record<string, LogLevel>>): Logs {
  const thresholds = new Map<string, number>()
  const threshold = (category: string): number => {
    const known = thresholds.get(category)
    if (known !== undefined) return known
    let name = category
    while (name !== '' && levels[name] === undefined) name = name.slice(0, Math.max(0, name.lastIndexOf('.')))
    const found = order.indexOf(levels[name] ?? levels['default'] ?? 'information')
    thresholds.set(category, found)
    return found
  }
  return {
    write(category, level, message) {
      const rank = order.indexOf(level)
      if (rank < threshold(category)) return
      const line = `[${category}] ${message}\n`
      if (rank >= order.indexOf('warning')) process.stderr.write(line)
      else process.stdout.write(line)
    },
  }
}

/** One line a failure: the message, and the place in the app where it came from. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error))
  const place = error.stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line) && !/node_modules|node:/.test(line))
  const cause = error.cause === undefined ? '' : ` (cause: ${describeError(error.cause)})`
  return oneLine(`${error.name}: ${error.message}${place === undefined ? '' : ` ${place.trim()}`}${cause}`)
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\r?\n\s*/g, ' ')
}
