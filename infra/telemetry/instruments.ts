import type { Meter } from '@opentelemetry/api'
import type { Counters, Gauges } from '#core/ports/telemetry.ts'
import { safe } from './attributes.ts'
import described from './metrics.json' with { type: 'json' }

export type Metric = keyof Counters | keyof Gauges
type Attributes = Readonly<Record<string, string>>
type Given = typeof described.metrics
type AttributeOf<Name extends Metric> = keyof (Counters & Gauges)[Name]

/** What the JSON says. It does not compile where that has other names or attributes than core: none less, none more. */
const metrics: Exactly<Metric, Given> & {
  readonly [Name in Metric]: {
    readonly kind: string
    readonly unit: string
    readonly description: string
    readonly attributes: Exactly<AttributeOf<Name>, Given[Name]['attributes']>
  }
} = described.metrics

type Exactly<Known extends PropertyKey, Given> = Readonly<
  Record<Known, unknown> & Record<Exclude<keyof Given, Known>, never>
>

/** One instrument for each metric of metrics.json, under its name. */
export function instruments(meter: Meter): (name: Metric, value: number, attributes: object) => void {
  const byName = new Map<string, (value: number, attributes: Attributes) => void>()
  for (const [name, { kind, unit, description }] of Object.entries(metrics)) {
    if (kind === 'counter') {
      const counter = meter.createCounter(name, { unit, description })
      byName.set(name, (value, attributes) => counter.add(value, attributes))
    } else {
      const gauge = meter.createGauge(name, { unit, description })
      byName.set(name, (value, attributes) => gauge.record(value, attributes))
    }
  }
  return (name, value, attributes) => byName.get(name)?.(value, safeOf(attributes))
}

function safeOf(attributes: object): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, safe(String(value))]))
}
