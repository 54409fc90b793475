import { badRequest, notDone } from '../answers.ts'
import { isObject, type Json, type Value } from '../json.ts'
import { defaultIndexingPolicy, etagPath, type IndexingPolicy } from './index-policy.ts'
import type { PartitionKeyDefinition } from './partition-key.ts'

export type ContainerDefinition = {
  readonly id: string
  readonly partitionKey: PartitionKeyDefinition
  readonly indexingPolicy?: IndexingPolicy
  /** Seconds; -1: only documents with a `ttl` of their own expire. Absent: none does. */
  readonly defaultTtl?: number
}

const known = {
  container: new Set(['id', 'partitionKey', 'indexingPolicy', 'defaultTtl']),
  key: new Set(['paths', 'kind', 'version']),
  policy: new Set(['indexingMode', 'automatic', 'includedPaths', 'excludedPaths', 'compositeIndexes']),
  path: new Set(['path', 'order']),
}

/** Completes a definition as production does, and refuses what the stand-in would silently ignore. */
export function completeDefinition(
  body: unknown,
): Required<Omit<ContainerDefinition, 'defaultTtl'>> & Pick<ContainerDefinition, 'defaultTtl'> {
  if (!isObject(body as Value)) throw badRequest('A container definition is an object.')
  const given = withoutEmptyLists(body as object) as unknown as ContainerDefinition
  refuseUnknown(given, known.container, 'container property')
  const id = requireResourceId(given.id)
  const { defaultTtl } = given
  if (defaultTtl !== undefined && !isTtl(defaultTtl))
    throw badRequest(
      `defaultTtl ${JSON.stringify(defaultTtl)} is neither -1 nor a positive number of seconds.`,
    )
  return {
    id,
    partitionKey: completeKey(given.partitionKey),
    indexingPolicy: completePolicy(given.indexingPolicy),
    ...(defaultTtl === undefined ? {} : { defaultTtl }),
  }
}

export function isTtl(value: unknown): value is number {
  return Number.isInteger(value) && (value === -1 || (value as number) > 0)
}

/** Ids of databases and containers. */
export function requireResourceId(id: unknown): string {
  if (typeof id !== 'string' || id.length === 0 || id.length > 255 || /[/\\?#]/.test(id))
    throw badRequest('An id is 1 to 255 characters without / \\ ? #.')
  return id
}

function completeKey(key: PartitionKeyDefinition | undefined): Required<PartitionKeyDefinition> {
  if (!isObject(key as Value)) throw badRequest('A container needs a partition key.')
  const { paths, kind, version = 2 } = key as PartitionKeyDefinition
  refuseUnknown(key as object, known.key, 'partition key property')
  const isPath = (path: unknown) => typeof path === 'string' && /^\/./.test(path)
  if (!Array.isArray(paths) || paths.length === 0 || paths.length > 3 || !paths.every(isPath))
    throw badRequest('A container needs a partition key of one to three paths, which begin with /.')
  const fitting = paths.length === 1 ? 'Hash' : 'MultiHash'
  if ((kind ?? fitting) !== fitting) throw notDone(`the partition key kind ${JSON.stringify(kind)}`)
  if (version !== 2) throw notDone(`the partition key version ${JSON.stringify(version)}`)
  return { paths, kind: fitting, version }
}

/** Fills in what the service fills in: everything is indexed, `_etag` is not unless the policy says so. */
function completePolicy(policy: IndexingPolicy | undefined): IndexingPolicy {
  if (policy === undefined) return defaultIndexingPolicy
  if (!isObject(policy as Value)) throw badRequest('An indexing policy is an object.')
  refuseUnknown(policy, known.policy, 'indexing policy property')
  const { indexingMode = 'consistent' } = policy
  const mode = typeof indexingMode === 'string' ? indexingMode.toLowerCase() : indexingMode
  if (mode !== 'consistent' && mode !== 'none') throw notDone(`the indexing mode ${JSON.stringify(mode)}`)
  const included = pathsOf(policy.includedPaths)
  const excluded = pathsOf(policy.excludedPaths)
  for (const index of listOf(policy.compositeIndexes)) pathsOf(index)
  const paths = [...included, ...excluded].map(({ path }) => path)
  for (const path of paths)
    if (!path.startsWith('/') || !/\/[?*]$/.test(path))
      throw badRequest(`The indexing path '${path}' ends neither in /? nor in /*.`)
  if (mode === 'none')
    return {
      automatic: false,
      ...policy,
      indexingMode: mode,
      includedPaths: included,
      excludedPaths: excluded,
    }
  if (paths.length > 0 && !paths.includes('/*'))
    throw badRequest("The indexing policy must include or exclude the path '/*'.")
  return {
    automatic: true,
    ...policy,
    indexingMode: mode,
    includedPaths: paths.length === 0 ? [{ path: '/*' }] : included,
    excludedPaths: paths.includes(etagPath) ? excluded : [...excluded, { path: etagPath }],
  }
}

function pathsOf(value: unknown): readonly { readonly path: string }[] {
  return listOf(value).map((item) => {
    const path = isObject(item) ? item : {}
    if (typeof path['path'] !== 'string') throw badRequest('An index path is an object with a path.')
    refuseUnknown(path, known.path, 'index path property')
    return path as { path: string }
  })
}

function listOf(value: unknown): readonly Json[] {
  if (value !== undefined && !Array.isArray(value)) throw badRequest('An indexing policy has lists of paths.')
  return value ?? []
}

/** `uniqueKeyPolicy: {uniqueKeys: []}` and the like ask for nothing. */
function withoutEmptyLists(body: object): object {
  const asksForNothing = (value: unknown): boolean =>
    Array.isArray(value)
      ? value.length === 0
      : isObject(value as Value) && Object.values(value as object).every(asksForNothing)
  return Object.fromEntries(
    Object.entries(body).filter(([key, value]) => known.container.has(key) || !asksForNothing(value)),
  )
}

function refuseUnknown(value: object, names: ReadonlySet<string>, what: string): void {
  const unknown = Object.keys(value).find((name) => !names.has(name))
  if (unknown !== undefined) throw notDone(`the ${what} '${unknown}'`)
}
