import { durationMs } from '#local/stand-ins/service-bus/broker/config.ts'

interface Config {
  readonly UserConfig: {
    readonly Namespaces: readonly {
      readonly Queues: readonly { readonly Name: string; readonly Properties: Properties }[]
    }[]
    readonly Logging: object
  }
}

type Properties = Readonly<Record<string, unknown>> & {
  readonly DefaultMessageTimeToLive: string
  readonly DuplicateDetectionHistoryTimeWindow: string
  readonly MaxDeliveryCount: number
}

/**
 * infra/messages/queues.json as Microsoft's emulator takes it: one namespace, whose name it has fixed, and durations and counts up to
 * its own limits
 * (https://github.com/Azure/azure-service-bus-emulator-installer/blob/main/ServiceBus-Emulator/Schema/Config-schema.json).
 */
export function emulatorConfig({ UserConfig: { Namespaces, Logging } }: Config): object {
  const queues = Namespaces.flatMap(({ Queues }) => Queues).map(({ Name, Properties: properties }) => ({
    Name,
    Properties: {
      ...properties,
      DefaultMessageTimeToLive: atMost(properties.DefaultMessageTimeToLive, 'PT1H'),
      DuplicateDetectionHistoryTimeWindow: atMost(properties.DuplicateDetectionHistoryTimeWindow, 'PT5M'),
      MaxDeliveryCount: Math.min(properties.MaxDeliveryCount, 10),
    },
  }))
  return { UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Queues: queues, Topics: [] }], Logging } }
}

function atMost(duration: string, limit: string): string {
  return (durationMs(duration) ?? Number.POSITIVE_INFINITY) > (durationMs(limit) ?? 0) ? limit : duration
}
