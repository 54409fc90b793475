import { blobService } from '../../contract/files/open-storage.ts'
import { runOf } from '../guest.ts'
import { addressOf, type NamedFiles } from '../named.ts'
import type { Host } from './host.ts'

/** A container of its own in blob storage. */
export function filesHost(named: NamedFiles): Host {
  const service = blobService(named)
  return {
    what: 'files',
    where: `${addressOf(named)} (${named.isEmulator ? 'an emulator' : 'an account'})`,
    async leftBehind() {
      const runs: string[] = []
      for await (const { name } of service.listContainers()) runs.push(...[runOf(name) ?? []].flat())
      return runs
    },
    whyNot: async (run) =>
      (await service.getContainerClient(run).exists())
        ? `There is a container ${run}, which this run did not make.`
        : undefined,
    async make(run) {
      await service.createContainer(run)
    },
    async remove(run) {
      await service.getContainerClient(run).deleteIfExists()
    },
    removeByHand: (run) =>
      named.isEmulator
        ? 'restart the emulator'
        : `az storage container delete --account-name ${addressOf(named)} --name ${run} --auth-mode login`,
  }
}
