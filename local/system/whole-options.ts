import { parseArgs } from 'node:util'

/** The options of a program that takes whole numbers only. Anything else ends it with 2 and says how it is called. */
export function wholeOptions<Defaults extends Readonly<Record<string, number | undefined>>>(
  usage: string,
  defaults: Defaults,
): Defaults {
  try {
    return readWholeOptions(process.argv.slice(2), defaults)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(usage)
    return process.exit(2)
  }
}

/** `--name 5` for each name of the defaults. Throws what was expected and what was found. */
export function readWholeOptions<Defaults extends Readonly<Record<string, number | undefined>>>(
  args: string[],
  defaults: Defaults,
): Defaults {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' as const }]))
  const { values } = parseArgs({ args, options })
  const given = Object.entries(values).map(([name, text]) => [name, whole(name, String(text))])
  return { ...defaults, ...Object.fromEntries(given) }
}

function whole(name: string, text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new Error(`Expected a whole number after --${name}, found "${text}".`)
}
