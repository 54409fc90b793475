import { describe } from 'vitest'
import { openStorage } from '../contract/files/open-storage.ts'
import { promisesOfFiles, type Storage } from '../contract/files/suite.ts'
import { requireGuest } from './guest.ts'
import { endpointsNamedIn } from './named.ts'

describe('files', () => {
  promisesOfFiles('in blob storage', open)
})

async function open(): Promise<Storage> {
  const { files } = endpointsNamedIn(process.env)
  if (!files) throw new Error('No endpoint for files is named.')
  return openStorage({ ...files, container: requireGuest().container })
}
