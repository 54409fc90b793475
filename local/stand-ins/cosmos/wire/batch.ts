import { badRequest, errorCharge, Failure, notDone } from '../answers.ts'
import { isObject, type Value } from '../json.ts'
import type { Container } from '../storage/container.ts'
import { Draft } from '../storage/draft.ts'
import { parsePartitionKey, partitionText } from '../storage/partition-key.ts'
import { readPatch } from '../storage/patch-read.ts'
import type { Store } from '../storage/store.ts'
import {
  createDocument,
  deleteDocument,
  type Outcome,
  patchStoredDocument,
  readDocumentById,
  replaceDocument,
  upsertDocument,
} from './operations.ts'

/** https://learn.microsoft.com/azure/cosmos-db/transactional-batch#limitations */
const operationsMax = 100

const knownProperties = new Set(['operationType', 'id', 'resourceBody', 'ifMatch', 'partitionKey'])

type Operation = {
  readonly operationType: string
  readonly id?: string
  readonly resourceBody?: unknown
  readonly ifMatch?: string
}

export type BatchAnswer = { readonly status: number; readonly body: string; readonly charge: number }

/** All operations or none. A failing one keeps its own status; all others get 424 and nothing is written. */
export function runBatch(
  store: Store,
  container: Container,
  partition: string,
  body: unknown,
  isMinimal: boolean,
): BatchAnswer {
  const operations = readOperations(body, partition)
  const draft = new Draft(container, partition, Date.now())
  const outcomes: Outcome[] = []
  let charge = 0
  for (const [failing, operation] of operations.entries()) {
    try {
      const outcome = run(store, draft, operation)
      outcomes.push(outcome)
      charge += outcome.charge
    } catch (error) {
      if (!(error instanceof Failure) || isOfWholeBatch(error)) throw error
      return failed(operations.length, failing, error, charge + errorCharge)
    }
  }
  store.commit(draft)
  const results = outcomes.map((outcome, i) =>
    resultText(outcome, isMinimal && operations[i]?.operationType !== 'Read'),
  )
  return { status: 200, body: `[${results.join()}]`, charge }
}

/** Whether nothing in the batch writes, so that any replica can serve it. */
export function isReadOnly(body: unknown): boolean {
  return (
    Array.isArray(body) && body.every((operation: Operation | null) => operation?.operationType === 'Read')
  )
}

/** What is refused, and a document of another partition, fail the request and not an operation. */
function isOfWholeBatch({ status, substatus }: Failure): boolean {
  return status === 501 || substatus === 1001
}

function run(store: Store, draft: Draft, operation: Operation): Outcome {
  const { operationType, resourceBody, ifMatch } = operation
  switch (operationType) {
    case 'Create':
      refuseIfMatch(operation)
      return createDocument(store, draft, resourceBody)
    case 'Upsert':
      return upsertDocument(store, draft, resourceBody, ifMatch)
    case 'Read':
      refuseIfMatch(operation)
      return readDocumentById(draft, idOf(operation))
    case 'Replace':
      return replaceDocument(store, draft, idOf(operation), resourceBody, ifMatch)
    case 'Delete':
      return deleteDocument(draft, idOf(operation), ifMatch)
    case 'Patch':
      return patchStoredDocument(store, draft, idOf(operation), readPatch(resourceBody), ifMatch)
    default:
      throw notDone(`the batch operation '${operationType}'`)
  }
}

function readOperations(body: unknown, partition: string): readonly Operation[] {
  if (!Array.isArray(body) || body.length === 0)
    throw badRequest('A batch is a non-empty array of operations.')
  if (body.length > operationsMax)
    throw badRequest(`A batch has at most ${operationsMax} operations; this one has ${body.length}.`)
  for (const operation of body as unknown[]) {
    if (!isObject(operation as Value)) throw badRequest('An operation of a batch is an object.')
    const unknown = Object.keys(operation as object).find((name) => !knownProperties.has(name))
    if (unknown !== undefined) throw notDone(`the batch operation property '${unknown}'`)
    const { operationType, partitionKey } = operation as { operationType?: unknown; partitionKey?: unknown }
    if (typeof operationType !== 'string') throw badRequest('An operation of a batch needs an operationType.')
    if (partitionKey === undefined) continue
    if (typeof partitionKey !== 'string') throw badRequest('The partition key of an operation is a text.')
    if (partitionText(parsePartitionKey(partitionKey)) !== partition)
      throw badRequest('An operation names another partition key than its batch.')
  }
  return body as Operation[]
}

function idOf({ id, operationType }: Operation): string {
  if (typeof id !== 'string') throw badRequest(`The batch operation '${operationType}' needs an id.`)
  return id
}

function refuseIfMatch({ ifMatch, operationType }: Operation): void {
  if (ifMatch !== undefined) throw notDone(`ifMatch on the batch operation '${operationType}'`)
}

/** Text by hand: the documents are JSON already, and a batch has a hundred of them. */
function resultText({ status, charge, version }: Outcome, isMinimal: boolean): string {
  const start = `{"statusCode":${status},"requestCharge":${charge.toFixed(2)}`
  if (version === undefined) return `${start}}`
  const etag = `,"eTag":${JSON.stringify(version.etag)}`
  return `${start}${etag}${isMinimal ? '' : `,"resourceBody":${version.text}`}}`
}

function failed(count: number, failing: number, failure: Failure, charge: number): BatchAnswer {
  const results = Array.from({ length: count }, (_, i) =>
    i === failing
      ? {
          statusCode: failure.status,
          ...(failure.substatus === undefined ? {} : { subStatusCode: failure.substatus }),
          requestCharge: errorCharge,
        }
      : { statusCode: 424, requestCharge: 0 },
  )
  return { status: 207, body: JSON.stringify(results), charge }
}
