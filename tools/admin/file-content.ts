import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { usageError } from './failure.ts'
import type { Surroundings } from './surroundings.ts'

/** What is in a file that somebody names; `-` is the standard input. */
export async function contentOf(name: string, { stdin }: Pick<Surroundings, 'stdin'>): Promise<string> {
  try {
    return name === '-' ? await text(stdin) : await readFile(name, 'utf8')
  } catch (error) {
    throw usageError(`${name} cannot be read: ${(error as Error).message}`)
  }
}
