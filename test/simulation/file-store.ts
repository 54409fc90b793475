import type { Files } from '#core/ports/files.ts'

/** Where exports go. A file that is written again must be what it was. */
export class FileStore {
  readonly #files = new Map<string, string>()
  readonly #differs: (name: string) => void

  constructor(differs: (name: string) => void) {
    this.#differs = differs
  }

  textOf(name: string): string | undefined {
    return this.#files.get(name)
  }

  /** As one invocation sees it: `pause` before a file is stored, and before it is read. */
  seenBy(pause: () => Promise<void> = async () => {}): Files {
    return {
      write: async (name, _type, parts) => {
        let text = ''
        for await (const part of parts) text += part
        await pause()
        const before = this.#files.get(name)
        if (before !== undefined && before !== text) this.#differs(name)
        this.#files.set(name, text)
      },
      read: async (name) => {
        await pause()
        const text = this.#files.get(name)
        return text === undefined ? undefined : new TextEncoder().encode(text)
      },
    }
  }
}
