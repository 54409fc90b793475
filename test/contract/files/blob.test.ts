import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { BlobServiceClient } from '@azure/storage-blob'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import { blobFiles } from '#infra/files/blob-files.ts'
import { type Azurite, startAzurite } from './azurite.ts'

let azurite: Azurite
beforeAll(async () => {
  azurite = await startAzurite()
})
afterAll(() => azurite.stop())

async function* partsOf(...texts: string[]): AsyncIterable<string> {
  yield* texts
}

test('a file is read back as it was written, and written again it is replaced', async () => {
  const files = blobFiles(azurite)
  expect(await files.read('o1.csv')).toBeUndefined()
  await files.write('o1.csv', 'text/csv; charset=utf-8', partsOf('a,b\r\n', 'é,"☕"\r\n'))
  expect(Buffer.from((await files.read('o1.csv')) ?? []).toString('utf8')).toBe('a,b\r\né,"☕"\r\n')
  await files.write('o1.csv', 'text/csv; charset=utf-8', partsOf('new'))
  expect(Buffer.from((await files.read('o1.csv')) ?? []).toString('utf8')).toBe('new')
  expect(await files.read('other.csv')).toBeUndefined()
  const blob = BlobServiceClient.fromConnectionString(azurite.connectionString)
    .getContainerClient('exports')
    .getBlobClient('o1.csv')
  expect((await blob.getProperties()).contentType).toBe('text/csv; charset=utf-8')
})

test('a long file goes up in blocks, so that memory holds only some of it', async () => {
  const files = blobFiles(azurite)
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
  const files = blobFiles(azurite)
  async function* failing() {
    yield 'x'.repeat(3 * 1024 * 1024)
    throw new Error('no more')
  }
  await expect(files.write('broken.csv', 'text/csv', failing())).rejects.toThrow('no more')
  expect(await files.read('broken.csv')).toBeUndefined()
})

test('without a storage setting the first use says so', async () => {
  await expect(blobFiles(undefined).read('x')).rejects.toThrow('STORAGE_CONNECTION')
})

test('storage that is not there is unavailable', { timeout: 120_000 }, async () => {
  const gone = await startAzurite()
  await gone.stop()
  await expect(blobFiles(gone).read('x')).rejects.toThrow(Unavailable)
})

test('storage that takes connections and says nothing is unavailable within ten seconds', {
  timeout: 30_000,
}, async () => {
  const silent = createServer()
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const address = `BlobEndpoint=http://127.0.0.1:${port}/devstoreaccount1`
  const files = blobFiles({
    connectionString: azurite.connectionString.replace(/BlobEndpoint=[^;]+/, address),
  })
  const began = Date.now()
  await Promise.all([
    expect(files.read('x')).rejects.toThrow(Unavailable),
    expect(files.write('x', 'text/csv', partsOf('a'))).rejects.toThrow(Unavailable),
  ])
  expect(Date.now() - began).toBeLessThan(10_000)
  silent.close()
})
