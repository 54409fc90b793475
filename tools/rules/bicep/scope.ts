import type { Result } from './functions.ts'
import type { BicepFile, TypeExpression, Value } from './model.ts'

/** All files of the infrastructure, and the JSON beside them, by path from the root of the project. */
export interface Project {
  readonly files: ReadonlyMap<string, BicepFile>
  readonly json: ReadonlyMap<string, unknown>
  /** The text of any other file. */
  read(path: string): string | undefined
  /** Whether there is such a file or folder. */
  exists(path: string): boolean
}

/** A value with what its names mean where it stands. */
export type Thing =
  | { readonly value: Value; readonly scope: Scope }
  | { readonly type: TypeExpression; readonly scope: Scope; readonly line: number }

export interface Scope {
  readonly project: Project
  readonly file: BicepFile
  /** Of loops and lambdas. Undefined: it is something, and nothing is known of it. */
  readonly bound: ReadonlyMap<string, readonly Thing[] | undefined>
  /** What the file's parameters are given. Undefined: whatever their types allow. */
  readonly given?: ReadonlyMap<string, readonly Thing[]>
  /** The file is a module that is only deployed on a condition. */
  readonly conditional?: boolean
}

/** What something can be once names, branches, loops and functions are followed. */
export type Possible = { readonly line: number } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** A computed one of which no more is known. */
  | { readonly kind: 'computed'; readonly as: Result; readonly from: string }
  | {
      readonly kind: 'object'
      readonly entries: readonly Known[]
      /** Why it may have more than these. */
      readonly more: string | undefined
    }
  | { readonly kind: 'array'; readonly items: readonly Thing[] }
  /** What something known does not have. */
  | { readonly kind: 'missing'; readonly name: string }
)

export interface Known {
  readonly key: string
  readonly thing: Thing
  readonly line: number
  /** Set in every case. */
  readonly always: boolean
}

export function scopeOf(project: Project, file: BicepFile): Scope {
  return { project, file, bound: new Map() }
}

export function computed(as: Result, line: number, from: string): Possible {
  return { kind: 'computed', as, from, line }
}

export function isNull(one: Possible): boolean {
  return one.kind === 'literal' && one.value === null
}

/** For people. */
export function said(one: Possible): string {
  if (one.kind === 'literal') return JSON.stringify(one.value)
  if (one.kind === 'computed') return one.from
  return one.kind === 'missing' ? `"${one.name}", which is not there` : `an ${one.kind}`
}
