import { NewerDocument } from '#core/ports/failures.ts'

/** For timers, which look at one after another: what a newer release has stored is left to it, and keeps nobody waiting. */
export async function unlessNewer<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof NewerDocument) return undefined
    throw error
  }
}
