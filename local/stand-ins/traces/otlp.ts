/**
 * Reads OTLP as JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. What an app sends that is not
 * here is refused by name.
 */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly startMs: number
  readonly endMs: number
  readonly failed: boolean
  readonly attributes: Attributes
  /** Of the process. */
  readonly resource: Attributes
}

export interface Measured {
  readonly name: string
  readonly unit: string
  readonly kind: 'sum' | 'gauge'
  readonly attributes: Attributes
  readonly resource: Attributes
  readonly atMs: number
  readonly value: number
}

export type Attributes = Readonly<Record<string, string | number | boolean>>

/** Says what was not understood, and where. */
export class NotUnderstood extends Error {}

type Fields = Readonly<Record<string, unknown>>

export function readSpans(body: unknown): readonly Span[] {
  return within(body, 'resourceSpans', 'scopeSpans', 'spans', readSpan)
}

export function readMetrics(body: unknown): readonly Measured[] {
  return within(body, 'resourceMetrics', 'scopeMetrics', 'metrics', readMetric).flat()
}

function within<T>(
  body: unknown,
  outer: string,
  middle: string,
  inner: string,
  read: (value: unknown, resource: Attributes) => T,
): T[] {
  return list(only(body, 'the body', [outer]), outer).flatMap((one) => {
    const { resource, ...rest } = only(one, outer, ['resource', middle])
    const { attributes } = only(resource, 'resource', ['attributes', 'droppedAttributesCount'])
    const of = readAttributes(attributes)
    return list(rest, middle).flatMap((scope) =>
      list(only(scope, middle, ['scope', inner]), inner).map((value) => read(value, of)),
    )
  })
}

const spanFields = [
  'traceId',
  'spanId',
  'parentSpanId',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'attributes',
  'droppedAttributesCount',
  'events',
  'droppedEventsCount',
  'links',
  'droppedLinksCount',
  'status',
  'flags',
]
const kinds = [undefined, 'internal', 'server', 'client', 'producer', 'consumer'] as const

function readSpan(value: unknown, resource: Attributes): Span {
  const span = only(value, 'span', spanFields)
  for (const shownNowhere of ['events', 'links'])
    if (list(span, shownNowhere).length > 0) throw new NotUnderstood(`${shownNowhere} are not kept here.`)
  const { code } = only(span['status'] ?? {}, 'status', ['code', 'message'])
  const kind = kinds[Number(span['kind'])]
  if (!kind) throw new NotUnderstood(`There is no kind ${span['kind']} of span.`)
  return {
    traceId: hex(span, 'traceId', 32),
    spanId: hex(span, 'spanId', 16),
    parentSpanId: span['parentSpanId'] === undefined ? undefined : hex(span, 'parentSpanId', 16),
    name: text(span, 'name'),
    kind,
    startMs: milliseconds(span, 'startTimeUnixNano'),
    endMs: milliseconds(span, 'endTimeUnixNano'),
    failed: code === 2,
    attributes: readAttributes(span['attributes']),
    resource,
  }
}

function readMetric(value: unknown, resource: Attributes): Measured[] {
  const metric = only(value, 'metric', ['name', 'description', 'unit', 'sum', 'gauge'])
  const kind = metric['sum'] === undefined ? 'gauge' : 'sum'
  const data = only(metric[kind], kind, ['dataPoints', 'aggregationTemporality', 'isMonotonic'])
  if (kind === 'sum' && data['aggregationTemporality'] !== 2)
    throw new NotUnderstood('Sums are taken as they are since the process began (cumulative) only.')
  return list(data, 'dataPoints').map((one) => {
    const point = only(one, 'dataPoint', pointFields)
    return {
      name: text(metric, 'name'),
      unit: text(metric, 'unit'),
      kind,
      attributes: readAttributes(point['attributes']),
      resource,
      atMs: milliseconds(point, 'timeUnixNano'),
      value: Number(point['asDouble'] ?? point['asInt']),
    }
  })
}

const pointFields = ['attributes', 'startTimeUnixNano', 'timeUnixNano', 'asDouble', 'asInt']

function readAttributes(value: unknown): Attributes {
  return Object.fromEntries(
    list({ attributes: value }, 'attributes').map((one) => {
      const pair = only(one, 'attribute', ['key', 'value'])
      const given = only(pair['value'], 'value', ['stringValue', 'intValue', 'doubleValue', 'boolValue'])
      const [found] = Object.entries(given)
      const [type, content] = found ?? []
      if (type === 'stringValue') return [text(pair, 'key'), String(content)]
      if (type === 'boolValue') return [text(pair, 'key'), content === true]
      return [text(pair, 'key'), Number(content)]
    }),
  )
}

/** The fields of an object that may have these and no others. */
function only(value: unknown, what: string, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NotUnderstood(`Expected ${what} to be an object.`)
  const other = Object.keys(value).find((name) => !names.includes(name))
  if (other !== undefined) throw new NotUnderstood(`${what} has a field "${other}", which is not read here.`)
  return value as Fields
}

function list(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name] ?? []
  if (!Array.isArray(value)) throw new NotUnderstood(`Expected ${name} to be a list.`)
  return value
}

function text(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string') throw new NotUnderstood(`Expected ${name} to be a text.`)
  return value
}

function hex(fields: Fields, name: string, digits: number): string {
  const value = text(fields, name)
  if (!/^[0-9a-f]+$/.test(value) || value.length !== digits)
    throw new NotUnderstood(`Expected ${name} to be ${digits} hexadecimal digits.`)
  return value
}

/** 64 bits, which JSON has as a text. */
function milliseconds(fields: Fields, name: string): number {
  const value = fields[name]
  if (!/^\d{1,20}$/.test(String(value))) throw new NotUnderstood(`Expected ${name} to be nanoseconds.`)
  return Number(BigInt(String(value)) / 1_000n) / 1_000
}
