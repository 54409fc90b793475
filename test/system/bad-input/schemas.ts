/** What is used here of JSON Schema, in which the OpenAPI document says what a route expects. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null'
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** A field somewhere in a value, with the way to it; places in lists are those of the first item. */
export interface Field {
  readonly path: readonly (string | number)[]
  readonly name: string
  readonly schema: Schema
  readonly required: boolean
}

/** Every field of an object, those of objects and lists in it included. */
export function* fieldsOf(schema: Schema, path: Field['path'] = []): Generator<Field> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const at = [...path, name]
    yield { path: at, name, schema: field, required: schema.required?.includes(name) ?? false }
    if (field.type === 'object') yield* fieldsOf(field, at)
    if (field.items?.type === 'object') yield* fieldsOf(field.items, [...at, 0])
  }
}

/** The ways to the objects in a value that take no fields but their own. */
export function* closedObjectsOf(schema: Schema, path: Field['path'] = []): Generator<Field['path']> {
  if (schema.additionalProperties === false) yield path
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.type === 'object') yield* closedObjectsOf(field, [...path, name])
    if (field.items?.type === 'object') yield* closedObjectsOf(field.items, [...path, name, 0])
  }
}
