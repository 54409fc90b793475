import { DefaultAzureCredential } from '@azure/identity'
import { BlobServiceClient } from '@azure/storage-blob'
import { type BlobOptions, blobFiles } from '#infra/files/blob-files.ts'
import type { Storage } from './suite.ts'

/** Our adapter over a container of blob storage, wherever that is; the product's own container where none is named. */
export function openStorage(options: BlobOptions): Storage {
  const container = blobService(options).getContainerClient(options.container ?? 'exports')
  return {
    files: blobFiles(options),
    contentTypeOf: async (name) => (await container.getBlobClient(name).getProperties()).contentType,
    close: async () => {},
  }
}

export function blobService(options: BlobOptions): BlobServiceClient {
  if ('connectionString' in options) return BlobServiceClient.fromConnectionString(options.connectionString)
  return new BlobServiceClient(options.serviceUrl, new DefaultAzureCredential())
}
