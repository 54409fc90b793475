import { type ContainerDefinition, completeDefinition } from './container-definition.ts'
import { Durability } from './durability.ts'

/** The content of the file that says which containers the product has. */
export type Containers = { readonly database: string; readonly containers: readonly ContainerDefinition[] }

/**
 * Makes the file have the containers that the product wants, before it is loaded. A changed index or TTL takes
 * effect; a changed partition key cannot, and is refused by name.
 */
export function prepareContainers(stateFolder: string, { database, containers }: Containers): void {
  const file = new Durability(stateFolder)
  try {
    if (!file.readDatabases().some(({ id }) => id === database)) file.saveDatabase(database)
    const stored = file
      .readContainers()
      .filter((container) => container.database === database)
      .map(({ number, body }) => ({ number, definition: JSON.parse(body) as ContainerDefinition }))
    for (const wanted of containers.map(completeDefinition)) {
      const found = stored.find(({ definition }) => definition.id === wanted.id)
      const paths = found?.definition.partitionKey.paths.join()
      if (paths !== undefined && paths !== wanted.partitionKey.paths.join())
        throw new Error(
          `Container '${wanted.id}' in ${stateFolder} has the partition key ${paths}, not ` +
            `${wanted.partitionKey.paths.join()}. Empty the state folder to begin anew.`,
        )
      file.saveContainer(database, JSON.stringify(wanted), found?.number)
    }
  } finally {
    file.close()
  }
}
