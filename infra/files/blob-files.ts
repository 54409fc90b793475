import { Readable } from 'node:stream'
import type { BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import { Unavailable } from '#core/ports/failures.ts'
import type { Files } from '#core/ports/files.ts'

/** A connection string, or the address of a blob service that this process may use as itself. */
export type BlobOptions = ({ readonly connectionString: string } | { readonly serviceUrl: string }) & {
  /** Another one than the product's, for tests that are guests in an account. */
  readonly container?: string
}
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
      const { abortSignal, alive, end } = startPatience()
      try {
        // Elsewhere whoever deploys has made it: an identity may use it, and no more.
        if (options && 'connectionString' in options) await to.createIfNotExists({ abortSignal })
        const stream = Readable.from(each(parts, alive))
        await to.getBlockBlobClient(name).uploadStream(stream, blockBytes, blocksAtOnce, {
          blobHTTPHeaders: { blobContentType: contentType },
          abortSignal,
          onProgress: alive,
        })
      } catch (error) {
        throw failure(`take ${name}`, error)
      } finally {
        end()
      }
    },
    async read(name) {
      const from = await container()
      const { abortSignal, alive, end } = startPatience()
      try {
        const { readableStreamBody } = await from
          .getBlockBlobClient(name)
          .download(undefined, undefined, { abortSignal })
        if (!readableStreamBody) throw new Error(`Blob storage gave no content of ${name}.`)
        const chunks: Buffer[] = []
        for await (const chunk of each(readableStreamBody, alive)) chunks.push(Buffer.from(chunk))
        return Buffer.concat(chunks)
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw failure(`give ${name}`, error)
      } finally {
        end()
      }
    },
  }
}

/** Whoever asks for a file waits no longer for storage that says nothing: the library itself would wait for ever. */
const patienceMs = 8_000

function startPatience() {
  const controller = new AbortController()
  const giveUp = () => controller.abort()
  let timer = setTimeout(giveUp, patienceMs)
  return {
    abortSignal: controller.signal,
    /** It goes on: the time begins anew. */
    alive() {
      clearTimeout(timer)
      timer = setTimeout(giveUp, patienceMs)
    },
    end: () => clearTimeout(timer),
  }
}

async function* each<T>(parts: AsyncIterable<T>, happens: () => void): AsyncGenerator<T> {
  for await (const part of parts) {
    happens()
    yield part
  }
}

/** Whoever asks for a file can ask again: the library's own patience is 16 seconds. */
const clientOptions = { retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 } }

async function open(options: BlobOptions | undefined): Promise<ContainerClient> {
  if (!options) throw new Error('There is no blob storage: STORAGE_CONNECTION is not set.')
  return (await service(options)).getContainerClient(options.container ?? 'exports')
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
  return error instanceof Error && (error.name === 'RestError' || error.name === 'AbortError')
}

function statusOf(error: unknown): number | undefined {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown }
  return typeof statusCode === 'number' ? statusCode : undefined
}
