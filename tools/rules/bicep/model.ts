/** What the checks know of a Bicep file. Every part has the line on which it begins. */
export interface BicepFile {
  /** From the root of the project, with slashes. */
  readonly path: string
  readonly targetScope: string
  readonly params: readonly Param[]
  readonly vars: readonly Var[]
  readonly types: readonly TypeAlias[]
  readonly functions: readonly OwnFunction[]
  /** Nested ones too: each knows the one that it stands in. */
  readonly resources: readonly Resource[]
  readonly modules: readonly Module[]
  readonly outputs: readonly Output[]
  /** What could not be read. Nothing else is said of a file that has any. */
  readonly faults: readonly Fault[]
}

export interface Fault {
  readonly path: string
  readonly line: number
  readonly what: string
}

interface Declaration {
  readonly name: string
  readonly line: number
  readonly decorators: readonly Decorator[]
}

export interface Decorator {
  readonly line: number
  readonly name: string
  readonly args: readonly Value[]
}

export interface Param extends Declaration {
  readonly type: TypeExpression
  readonly standard: Value | undefined
}

export interface Var extends Declaration {
  readonly value: Value
}

export interface TypeAlias extends Declaration {
  readonly type: TypeExpression
}

export interface OwnFunction extends Declaration {
  readonly parameters: readonly string[]
  readonly returns: TypeExpression
  readonly body: Value
}

/** What resources and modules have alike: both are deployed, perhaps on a condition, perhaps many times. */
export interface Deployed extends Declaration {
  readonly condition: Value | undefined
  readonly loop: Loop | undefined
  readonly body: ObjectValue
}

export interface Resource extends Deployed {
  /** The whole one; a nested one's begins with that of the resource that it stands in. */
  readonly type: string
  readonly apiVersion: string
  readonly existing: boolean
  readonly within: Resource | undefined
}

export interface Module extends Deployed {
  /** As it is written: from the folder of the file. */
  readonly source: string
}

export interface Output extends Declaration {
  readonly type: TypeExpression
  readonly value: Value
}

export interface Loop {
  readonly item: string
  readonly index: string | undefined
  readonly over: Value
}

export type Value = { readonly line: number } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'interpolated'; readonly parts: readonly (string | Value)[] }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  /** One of its branches, all of which must be right. */
  | { readonly kind: 'choice'; readonly condition: Value; readonly branches: readonly Value[] }
  | {
      readonly kind: 'loop'
      readonly loop: Loop
      readonly condition: Value | undefined
      readonly body: Value
    }
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'member'
      readonly of: Value
      readonly name: string
      /** `::`, a resource in a resource. */
      readonly nested: boolean
      /** `.?`, which need not be there. */
      readonly safe: boolean
    }
  | { readonly kind: 'index'; readonly of: Value; readonly index: Value }
  | {
      readonly kind: 'call'
      readonly of: Value | undefined
      readonly name: string
      readonly args: readonly Value[]
    }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Value }
  | { readonly kind: 'operation'; readonly operator: string; readonly operands: readonly Value[] }
)

export type ObjectValue = Extract<Value, { readonly kind: 'object' }>

export type Entry = { readonly line: number; readonly value: Value } & (
  | { readonly key: string }
  /** A key that is computed. */
  | { readonly key: Value }
  /** Everything that another object has. */
  | { readonly key: undefined }
)

export type TypeExpression = { readonly line: number } & (
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'union'; readonly of: readonly TypeExpression[] }
  | { readonly kind: 'array'; readonly of: TypeExpression }
  | { readonly kind: 'nullable'; readonly of: TypeExpression }
  | { readonly kind: 'object'; readonly properties: readonly TypeProperty[] }
  | { readonly kind: 'name'; readonly name: string }
)

export interface TypeProperty {
  /** `*` for all others. */
  readonly key: string
  readonly type: TypeExpression
  readonly line: number
}
