import type { ArmType } from './arm-types.ts'
import { functionNamed } from './functions.ts'
import type { BicepFile, Fault, Value } from './model.ts'
import { nearest } from './nearest.ts'
import { asksForKeys } from './reference-faults.ts'
import { type ArmTypes, resourceNamed } from './resource-faults.ts'
import type { Project } from './scope.ts'
import { valuesOf, within } from './walk.ts'

/** What Azure tells and nobody sets, by the type of the resource or the function that is asked: read-only.json. */
export type ReadOnly = { readonly [asked: string]: readonly string[] }

/** What every resource has. */
const ofAll = ['id', 'name', 'type', 'apiVersion']

/** What resources and functions are asked for and do not have. */
export function askedFaults(project: Project, arm: ArmTypes, readOnly: ReadOnly): readonly Fault[] {
  return [...project.files.values()].flatMap((file) =>
    [...valuesOf(file)].flatMap(({ value }) =>
      [...within(value)].flatMap((one) => {
        const what = fault(one, file, arm, readOnly)
        return what ? [{ path: file.path, line: one.line, what }] : []
      }),
    ),
  )
}

function fault(value: Value, file: BicepFile, arm: ArmTypes, readOnly: ReadOnly): string | undefined {
  if (value.kind === 'call' && value.of && !asksForKeys.test(value.name)) {
    return `the check does not know what ${value.name}() is asked of`
  }
  if (value.kind !== 'member') return undefined
  if (value.nested) {
    return resourceNamed(value, file)
      ? undefined
      : `there is no resource "${value.name}" in the one before it`
  }
  const { base, path } = asked(value)
  const resource = resourceNamed(base, file)
  const isObject = base.kind === 'call' && !base.of && functionNamed(base.name) === 'object'
  const name = resource?.type ?? (isObject ? `${base.name}()` : undefined)
  if (name === undefined) return undefined
  const known = readOnly[name] ?? []
  const settable = resource && arm[`${resource.type}@${resource.apiVersion}`]
  const isKnown =
    (resource && path.length === 1 && ofAll.includes(path[0] ?? '')) ||
    known.some((one) => `${one}.`.startsWith(`${path.join('.')}.`)) ||
    (settable && leadsOn(settable, path))
  return isKnown
    ? undefined
    : `nothing is known of ${path.join('.')} of ${name}${nearest(path.join('.'), known)}`
}

/** What is asked, and the names behind it that are asked for. */
function asked(value: Value): { readonly base: Value; readonly path: readonly string[] } {
  const path: string[] = []
  let base = value
  while (base.kind === 'index' || (base.kind === 'member' && !base.nested)) {
    if (base.kind === 'member') path.unshift(base.name)
    base = base.of
  }
  return { base, path }
}

/** Whether a type has something at the end of a path. */
function leadsOn(type: ArmType, path: readonly string[]): boolean {
  const [name, ...rest] = path
  if (name === undefined || type === 'any') return true
  if (typeof type === 'string') return false
  if (Array.isArray(type)) return leadsOn(type[0], path)
  const properties = type as { readonly [name: string]: ArmType }
  const inner = properties[name] ?? properties[`${name}!`] ?? properties['*']
  return inner !== undefined && leadsOn(inner, rest)
}
