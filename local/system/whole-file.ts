import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Writes beside the file and renames: whoever reads it, the owner alone, sees the old text or the new one. */
export function writeWhole(file: string, value: unknown): void {
  const beside = `${file}.${process.pid}.new`
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(beside, file)
}

/** The JSON of the file; undefined when there is no such file. */
export function readWhole<Value>(file: string): Value | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text) as Value
  } catch (cause) {
    const why = (cause as Error).message
    throw new Error(`${file} is damaged (${why}): "npm run reset" takes away everything that is kept.`, {
      cause,
    })
  }
}
