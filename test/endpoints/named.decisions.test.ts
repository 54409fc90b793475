import { describe, expect, test } from 'vitest'
import { beganAt, newRun, runOf } from './guest.ts'
import { addressOf, endpointsNamedIn } from './named.ts'

const emulator =
  'Endpoint=sb://localhost:5672/;SharedAccessKeyName=k;SharedAccessKey=s;UseDevelopmentEmulator=true'
const namespace = 'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=s'
const account =
  'DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=s;EndpointSuffix=core.windows.net'

describe('endpoints are named as the settings of the app are', () => {
  test('none, where nothing is set', () => {
    expect(endpointsNamedIn({ COSMOS_KEY: 'k', COSMOS_ENDPOINT: ' ' })).toEqual({})
  })

  test('by keys and connection strings', () => {
    expect(
      endpointsNamedIn({
        COSMOS_ENDPOINT: 'https://contoso.documents.azure.com:443/',
        COSMOS_KEY: 'k',
        SERVICE_BUS_CONNECTION: namespace,
        STORAGE_CONNECTION: account,
      }),
    ).toEqual({
      documents: { endpoint: 'https://contoso.documents.azure.com:443/', key: 'k', isEmulator: false },
      messages: { connectionString: namespace, isEmulator: false },
      files: { connectionString: account, isEmulator: false },
    })
  })

  test('by names alone, for an identity', () => {
    expect(
      endpointsNamedIn({
        COSMOS_ENDPOINT: 'https://contoso.documents.azure.com',
        COSMOS_DATABASE: 'seatwarden-endpoints-ours',
        SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
        STORAGE_CONNECTION__blobServiceUri: 'https://contoso.blob.core.windows.net',
      }),
    ).toMatchObject({
      documents: { database: 'seatwarden-endpoints-ours' },
      messages: { fullyQualifiedNamespace: 'contoso.servicebus.windows.net', isEmulator: false },
      files: { serviceUrl: 'https://contoso.blob.core.windows.net', isEmulator: false },
    })
  })

  test.each([
    ['http://localhost:8081', true],
    ['https://127.0.0.1:8081', true],
    ['https://documents.azure.com.example.com', true],
    ['https://contoso.documents.azure.cn', false],
  ])('%s is an emulator: %s', (endpoint, isEmulator) => {
    const { documents } = endpointsNamedIn({ COSMOS_ENDPOINT: endpoint, COSMOS_KEY: 'k' })
    expect(documents?.isEmulator).toBe(isEmulator)
  })

  test.each([
    ['UseDevelopmentStorage=true', true],
    ['AccountName=a;AccountKey=k;BlobEndpoint=http://127.0.0.1:10000/a', true],
    ['BlobEndpoint=https://contoso.blob.core.windows.net/;SharedAccessSignature=s', false],
  ])('storage at %s is an emulator: %s', (connection, isEmulator) => {
    expect(endpointsNamedIn({ STORAGE_CONNECTION: connection }).files?.isEmulator).toBe(isEmulator)
  })

  test.each([
    [{ COSMOS_ENDPOINT: 'https://contoso.documents.azure.com' }, 'COSMOS_KEY or COSMOS_DATABASE'],
    [{ COSMOS_ENDPOINT: 'contoso', COSMOS_KEY: 'hidden' }, 'COSMOS_ENDPOINT: expected an address'],
    [
      { SERVICE_BUS_CONNECTION: 'hidden', SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: 'x' },
      'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: expected one of them',
    ],
    [
      { STORAGE_CONNECTION: 'hidden', STORAGE_CONNECTION__blobServiceUri: 'x' },
      'STORAGE_CONNECTION__blobServiceUri: expected one of them',
    ],
  ])('what is missing or contradicts itself is named, and no value: %#', (environment, said) => {
    const wrong = () => endpointsNamedIn(environment)
    expect(wrong).toThrow(said)
    expect(wrong).not.toThrow('hidden')
  })

  test.each([
    [{ connectionString: emulator, isEmulator: true }, 'localhost:5672'],
    [{ connectionString: namespace, isEmulator: false }, 'contoso.servicebus.windows.net'],
    [{ connectionString: account, isEmulator: false }, 'contoso'],
    [{ connectionString: 'UseDevelopmentStorage=true', isEmulator: true }, 'this machine'],
    [
      { serviceUrl: 'https://contoso.blob.core.windows.net', isEmulator: false },
      'https://contoso.blob.core.windows.net',
    ],
  ])('where it is is said without a key: %#', (named, address) => {
    expect(addressOf(named)).toBe(address)
  })
})

describe('a run is told by its name', () => {
  const run = newRun(new Date('2026-03-04T05:06:07.890Z'), '0a1b2c3d')

  test('which says when it began, and is a name for a database, a container and a queue', () => {
    expect(run).toBe('seatwarden-endpoints-20260304t050607z-0a1b2c3d')
    expect(beganAt(run).toISOString()).toBe('2026-03-04T05:06:07.000Z')
    expect(run).toMatch(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/)
  })

  test.each([
    [run, run],
    [`${run}-move-users`, run],
    [`${run}x`, undefined],
    ['seatwarden', undefined],
    ['seatwarden-endpoints-ours', undefined],
    [`x-${run}`, undefined],
    ['seatwarden-endpoints-20260304t050607z-0a1b2c3', undefined],
  ])('%s is of %s', (name, expected) => {
    expect(runOf(name)).toBe(expected)
  })
})
