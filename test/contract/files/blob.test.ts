import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import { blobFiles } from '#infra/files/blob-files.ts'
import { type Azurite, startAzurite } from './azurite.ts'
import { openStorage } from './open-storage.ts'
import { partsOf, promisesOfFiles } from './suite.ts'

let azurite: Azurite
beforeAll(async () => {
  azurite = await startAzurite()
})
afterAll(() => azurite.stop())

promisesOfFiles('blob storage through our adapter', async () => openStorage(azurite))

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
