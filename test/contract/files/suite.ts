import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Files } from '#core/ports/files.ts'

export interface Storage {
  readonly files: Files
  contentTypeOf(name: string): Promise<string | undefined>
  close(): Promise<void>
}

/** What every storage of files promises. */
export function promisesOfFiles(name: string, open: () => Promise<Storage>): void {
  describe(name, () => {
    let storage: Storage
    let files: Files
    beforeAll(async () => {
      storage = await open()
      files = storage.files
    })
    afterAll(() => storage.close())

    test('a file is read back as it was written, and written again it is replaced', async () => {
      expect(await files.read('o1.csv')).toBeUndefined()
      await files.write('o1.csv', 'text/csv; charset=utf-8', partsOf('a,b\r\n', 'é,"☕"\r\n'))
      expect(Buffer.from((await files.read('o1.csv')) ?? []).toString('utf8')).toBe('a,b\r\né,"☕"\r\n')
      await files.write('o1.csv', 'text/csv; charset=utf-8', partsOf('new'))
      expect(Buffer.from((await files.read('o1.csv')) ?? []).toString('utf8')).toBe('new')
      expect(await files.read('other.csv')).toBeUndefined()
      expect(await storage.contentTypeOf('o1.csv')).toBe('text/csv; charset=utf-8')
    })

    test('a long file goes up in blocks, so that memory holds only some of it', async () => {
      const line = `${'x'.repeat(1022)}\r\n`
      async function* lines() {
        for (let n = 0; n < 5_000; n += 1) yield line
      }
      await files.write('long.csv', 'text/csv', lines())
      const read = await files.read('long.csv')
      expect(read?.length).toBe(5_000 * 1024)
      expect(Buffer.from(read?.subarray(-1024) ?? []).toString('utf8')).toBe(line)
    })

    test('a file whose making fails is not there', async () => {
      async function* failing() {
        yield 'x'.repeat(3 * 1024 * 1024)
        throw new Error('no more')
      }
      await expect(files.write('broken.csv', 'text/csv', failing())).rejects.toThrow('no more')
      expect(await files.read('broken.csv')).toBeUndefined()
    })
  })
}

export async function* partsOf(...texts: string[]): AsyncIterable<string> {
  yield* texts
}
