/** One queue of the configuration, durations in milliseconds. */
export interface QueueSettings {
  readonly name: string
  readonly lockDurationMs: number
  readonly maxDeliveryCount: number
  readonly defaultTtlMs: number
  readonly deadLetterOnExpiry: boolean
  readonly requiresSession: boolean
  /** Undefined: duplicates are not looked for. */
  readonly duplicateWindowMs: number | undefined
}

/**
 * Reads the `config.json` of Microsoft's emulator
 * (https://learn.microsoft.com/azure/service-bus-messaging/test-locally-with-service-bus-emulator).
 * Whatever is unknown, missing or not honoured here stops the start and is named.
 */
export function readConfig(config: unknown): QueueSettings[] {
  const root = new Section(config, 'config')
  const user = root.section('UserConfig')
  const namespaces = user.list('Namespaces')
  if (namespaces.length !== 1) throw new Error(`config.UserConfig.Namespaces: exactly one is served.`)
  const namespace = new Section(namespaces[0], 'config.UserConfig.Namespaces[0]')
  namespace.text('Name')
  const queues = namespace
    .list('Queues')
    .map((queue, index) => readQueue(new Section(queue, `${namespace.path}.Queues[${index}]`)))
  if (namespace.optionalList('Topics').length > 0)
    throw new Error(`${namespace.path}.Topics: topics are not implemented; the list must be empty.`)
  namespace.close()
  const logging = user.optionalSection('Logging')
  // Where the emulator's container writes its log; both values mean nothing here and harm nothing.
  if (logging && !['File', 'Console'].includes(logging.text('Type')))
    throw new Error(`${logging.path}.Type: File or Console expected.`)
  logging?.close()
  user.close()
  root.close()
  const names = queues.map(({ name }) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`${namespace.path}.Queues: ${twice} is there twice.`)
  return queues
}

function readQueue(queue: Section): QueueSettings {
  const properties = queue.section('Properties')
  for (const key of ['ForwardTo', 'ForwardDeadLetteredMessagesTo'])
    if (properties.optionalText(key))
      throw new Error(`${properties.path}.${key}: forwarding is not implemented.`)
  const detectsDuplicates = properties.flag('RequiresDuplicateDetection')
  const windowMs = properties.duration('DuplicateDetectionHistoryTimeWindow')
  const settings: QueueSettings = {
    name: queue.text('Name'),
    lockDurationMs: properties.duration('LockDuration'),
    maxDeliveryCount: properties.positive('MaxDeliveryCount'),
    defaultTtlMs: properties.duration('DefaultMessageTimeToLive'),
    deadLetterOnExpiry: properties.flag('DeadLetteringOnMessageExpiration'),
    requiresSession: properties.flag('RequiresSession'),
    duplicateWindowMs: detectsDuplicates ? windowMs : undefined,
  }
  properties.close()
  queue.close()
  return settings
}

/** ISO 8601 durations of days, hours, minutes and seconds; months and years have no fixed length. */
export function durationMs(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (!match || text.endsWith('P') || text.endsWith('T')) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)
}

/** An object of the configuration that knows its path and which of its keys were asked for. */
class Section {
  readonly path: string
  readonly #values: Record<string, unknown>
  readonly #asked = new Set<string>()

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Error(`${path}: an object expected, found ${JSON.stringify(value)}.`)
    this.path = path
    this.#values = value as Record<string, unknown>
  }

  section(key: string): Section {
    return new Section(this.#ask(key), `${this.path}.${key}`)
  }

  optionalSection(key: string): Section | undefined {
    return this.#ask(key) === undefined ? undefined : this.section(key)
  }

  list(key: string): unknown[] {
    const value = this.#ask(key)
    if (!Array.isArray(value)) throw this.#wrong(key, 'a list')
    return value
  }

  optionalList(key: string): unknown[] {
    return this.#ask(key) === undefined ? [] : this.list(key)
  }

  text(key: string): string {
    const value = this.#ask(key)
    if (typeof value !== 'string' || value === '') throw this.#wrong(key, 'a text')
    return value
  }

  optionalText(key: string): string {
    const value = this.#ask(key) ?? ''
    if (typeof value !== 'string') throw this.#wrong(key, 'a text')
    return value
  }

  flag(key: string): boolean {
    const value = this.#ask(key)
    if (typeof value !== 'boolean') throw this.#wrong(key, 'true or false')
    return value
  }

  positive(key: string): number {
    const value = this.#ask(key)
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
      throw this.#wrong(key, 'a whole number above 0')
    return value
  }

  duration(key: string): number {
    const value = this.#ask(key)
    const ms = typeof value === 'string' ? durationMs(value) : undefined
    if (ms === undefined || ms <= 0) throw this.#wrong(key, 'a duration such as PT30S or P14D')
    return ms
  }

  /** Refuses every key that nobody asked for. */
  close(): void {
    const unknown = Object.keys(this.#values).filter((key) => !this.#asked.has(key))
    if (unknown.length > 0) throw new Error(`${this.path}.${unknown[0]}: this key is not known.`)
  }

  #ask(key: string): unknown {
    this.#asked.add(key)
    return this.#values[key]
  }

  #wrong(key: string, expected: string): Error {
    return new Error(`${this.path}.${key}: ${expected} expected, found ${JSON.stringify(this.#values[key])}.`)
  }
}
