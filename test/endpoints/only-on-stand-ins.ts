/** What of the contract tests of documents, messages and files no endpoint can be asked for, by file. */
export const onlyOnStandIns: readonly {
  readonly file: string
  readonly what: string
  readonly why: string
}[] = [
  {
    file: 'test/contract/documents/cosmos.test.ts',
    what: 'lost answers, throttling, replicas that lag behind, an account that is away; requests over all tenants',
    why: 'they are made to happen; how many requests a look over all tenants takes rests on how many physical partitions there are',
  },
  {
    file: 'test/contract/documents/across-tenants.test.ts',
    what: 'pages over two and five physical partitions, with as many documents as are asked for or fewer',
    why: 'nobody can ask an account for a second physical partition, or for short pages',
  },
  {
    file: 'test/contract/documents/patience.test.ts',
    what: 'a store that says nothing is given up in time',
    why: 'it has to hang, or to lag, when it is told to',
  },
  {
    file: 'test/contract/documents/same.test.ts',
    what: 'the same order of equals as in the simulated store, in 150 runs instead of 40',
    why: 'Cosmos DB promises no order among equals',
  },
  {
    file: 'test/contract/documents/simulated.test.ts',
    what: 'the simulated store',
    why: 'it is no endpoint',
  },
  {
    file: 'test/contract/messages/service-bus.test.ts',
    what: 'a broker that is not there; what does not compile',
    why: 'neither needs one',
  },
  {
    file: 'test/contract/messages/simulated.test.ts',
    what: 'the simulated queues',
    why: 'they are no endpoint',
  },
  {
    file: 'test/contract/files/blob.test.ts',
    what: 'storage that is away, that says nothing, or is not set',
    why: 'it is made to happen',
  },
]
