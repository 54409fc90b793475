import { Readable } from 'node:stream'
import type { BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import { Unavailable } from '#core/ports/failures.ts'
import type { Files } from '#core/ports/files.ts'

/** A connection string, or the address of a blob service that this process may use as itself. */
export type BlobOptions = { readonly connectionString: string } | { readonly serviceUrl: string }

const containerName = 'exports'
const blockBytes = 1024 * 1024
const blocksAtOnce = 2

/** Files in blob storage. A file is there whole or not at all: its blocks count only once the last one has come. */
export function blobFiles(options: BlobOptions | undefined): Files {
  let opened: Promise<ContainerClient> | undefined
  const container = () => {
    opened ??= open(options)
    return opened
  }
  return {
    async write(name, contentType, parts) {
      const to = await container()
      try {
        await to.createIfNotExists()
        await to.getBlockBlobClient(name).uploadStream(Readable.from(parts), blockBytes, blocksAtOnce, {
          blobHTTPHeaders: { blobContentType: contentType },
        })
      } catch (error) {
        throw failure(`take ${name}`, error)
      }
    },
    async read(name) {
      const from = await container()
      try {
        const { readableStreamBody } = await from.getBlockBlobClient(name).download()
        if (!readableStreamBody) throw new Error(`Blob storage gave no content of ${name}.`)
        const chunks: Buffer[] = []
        for await (const chunk of readableStreamBody) chunks.push(Buffer.from(chunk))
        return Buffer.concat(chunks)
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw failure(`give ${name}`, error)
      }
    },
  }
}

/** Whoever asks for a file can ask again: the library's own patience is 16 seconds. */
const clientOptions = { retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 } }

async function open(options: BlobOptions | undefined): Promise<ContainerClient> {
  if (!options) throw new Error('There is no blob storage: STORAGE_CONNECTION is not set.')
  return (await service(options)).getContainerClient(containerName)
}

async function service(options: BlobOptions): Promise<BlobServiceClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  if ('connectionString' in options) {
    return BlobServiceClient.fromConnectionString(options.connectionString, clientOptions)
  }
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new BlobServiceClient(options.serviceUrl, new DefaultAzureCredential(), clientOptions)
}

/** Whoever makes the parts may fail too: that is theirs, not the storage's. */
function failure(what: string, error: unknown): unknown {
  if (!isFromStorage(error)) return error
  const status = statusOf(error) ?? 0
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429
  const text = `Blob storage did not ${what}: ${error.message}`
  return isRefusal ? new Error(text, { cause: error }) : new Unavailable(text, { cause: error })
}

function isFromStorage(error: unknown): error is Error {
  return error instanceof Error && error.name === 'RestError'
}

function statusOf(error: unknown): number | undefined {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown }
  return typeof statusCode === 'number' ? statusCode : undefined
}
