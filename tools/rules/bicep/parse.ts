import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Language, type Node, Parser } from 'web-tree-sitter'
import { conditionOf, expressionOf, loopOf, objectOf } from './expressions.ts'
import { layoutFaults } from './layout.ts'
import type { BicepFile, Decorator, Deployed, Fault, Resource, TypeExpression, Value } from './model.ts'
import { lineOf, NotUnderstood, namedOf, partOf, spreadKey, textOf } from './nodes.ts'
import { typeOf } from './type-expressions.ts'

type Lists = {
  -readonly [K in keyof BicepFile]: BicepFile[K] extends readonly (infer T)[] ? T[] : BicepFile[K]
}

/** Reads a Bicep file. What is not understood is a fault of it, never left out. */
export async function parseBicep(path: string, text: string): Promise<BicepFile> {
  const tree = (await parser()).parse(withSpreads(text))
  if (!tree) throw new Error(`${path}: the parser gave no tree.`)
  const file: Lists = {
    path,
    targetScope: 'resourceGroup',
    params: [],
    vars: [],
    types: [],
    functions: [],
    resources: [],
    modules: [],
    outputs: [],
    faults: syntaxFaults(path, tree.rootNode),
  }
  if (file.faults.length === 0) {
    readInto(file, tree.rootNode)
    file.faults.push(...layoutFaults(tree.rootNode).map((found) => ({ path, ...found })))
  }
  tree.delete()
  return file
}

let loaded: Promise<Parser> | undefined

/** As WebAssembly, so that no machine needs a compiler for it. */
function parser(): Promise<Parser> {
  loaded ??= (async () => {
    await Parser.init()
    const grammar = fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'))
    return new Parser().setLanguage(await Language.load(readFileSync(grammar)))
  })()
  return loaded
}

function withSpreads(text: string): string {
  return text.replace(/(^|[{,])([^\S\n]*)\.\.\.(?=\S)/gm, `$1$2${spreadKey}:`)
}

function syntaxFaults(path: string, node: Node): Fault[] {
  if (!node.hasError) return []
  const inner = node.children.flatMap((child) => syntaxFaults(path, child))
  if (inner.length > 0) return inner
  const what = node.isMissing ? `"${node.type}" is missing` : `this is no Bicep: ${textOf(node)}`
  return [{ path, line: lineOf(node), what }]
}

function readInto(file: Lists, root: Node): void {
  let decorators: readonly Decorator[] = []
  for (const node of namedOf(root)) {
    try {
      if (node.type === 'decorators') {
        decorators = decoratorsOf(node)
        continue
      }
      declare(file, node, decorators)
    } catch (cause) {
      if (!(cause instanceof NotUnderstood)) throw cause
      file.faults.push({ path: file.path, line: cause.line, what: cause.message })
    }
    decorators = []
  }
}

function declare(file: Lists, node: Node, decorators: readonly Decorator[]): void {
  const parts = namedOf(node)
  const head = { name: parts[0]?.text ?? '', line: lineOf(node), decorators }
  switch (node.type) {
    case 'metadata_declaration':
      return
    case 'target_scope_assignment':
      file.targetScope = stringAt(parts[0], node)
      return
    case 'parameter_declaration':
      file.params.push({
        ...head,
        type: typeAt(parts[1], node),
        standard: parts[2] && expressionOf(parts[2]),
      })
      return
    case 'variable_declaration':
      file.vars.push({ ...head, value: valueAt(parts[1], node) })
      return
    case 'output_declaration':
      file.outputs.push({ ...head, type: typeAt(parts[1], node), value: valueAt(parts[2], node) })
      return
    case 'type_declaration':
      file.types.push({ ...head, type: typeAt(parts[1], node) })
      return
    case 'user_defined_function':
      file.functions.push({
        ...head,
        parameters: namedOf(partsOf(node, 'parameters')).map(
          (parameter) => parameter.firstNamedChild?.text ?? '',
        ),
        returns: typeOf(partOf(node, 'returns')),
        body: valueAt(parts.at(-1), node),
      })
      return
    case 'module_declaration':
      file.modules.push({ ...head, ...deployedOf(node), source: stringAt(parts[1], node) })
      return
    case 'resource_declaration':
      resourceInto(file, node, decorators, undefined)
      return
    default:
      throw new NotUnderstood(node)
  }
}

function resourceInto(
  file: Lists,
  node: Node,
  decorators: readonly Decorator[],
  within: Resource | undefined,
): void {
  const [name, named] = namedOf(node)
  const [written = '', version] = stringAt(named, node).split('@')
  const apiVersion = version ?? within?.apiVersion
  if (!name || apiVersion === undefined) throw new NotUnderstood(node, 'a resource needs an API version')
  const deployed = deployedOf(node)
  const resource: Resource = {
    name: name.text,
    line: lineOf(node),
    decorators,
    type: within && !written.includes('.') ? `${within.type}/${written}` : written,
    apiVersion,
    existing: node.children.some((child) => child.type === 'existing'),
    within,
    ...deployed,
  }
  file.resources.push(resource)
  let before: readonly Decorator[] = []
  for (const property of namedOf(bodyOf(node))) {
    if (property.type === 'decorators') before = decoratorsOf(property)
    else {
      const inner = property.firstNamedChild
      if (inner?.type === 'resource_declaration') resourceInto(file, inner, before, resource)
      else if (before.length > 0) throw new NotUnderstood(property, 'a property has no decorators')
      before = []
    }
  }
}

function deployedOf(node: Node): Pick<Deployed, 'condition' | 'loop' | 'body'> {
  const last = namedOf(node).at(-1)
  if (!last) throw new NotUnderstood(node)
  if (last.type === 'for_statement') {
    const { loop, condition, body } = loopOf(last)
    return { loop, condition, body: objectAt(body) }
  }
  const { condition, rest } = conditionOf(last)
  return { loop: undefined, condition, body: objectAt(rest) }
}

function bodyOf(node: Node): Node {
  const last = namedOf(node).at(-1)
  if (!last) throw new NotUnderstood(node)
  if (last.type === 'for_statement') return loopOf(last).body
  return conditionOf(last).rest
}

function decoratorsOf(node: Node): Decorator[] {
  return namedOf(node).map((decorator) => {
    const call = decorator.firstNamedChild
    const value = call && expressionOf(call)
    if (value?.kind !== 'call' || value.of) throw new NotUnderstood(decorator)
    return { name: value.name, args: value.args, line: value.line }
  })
}

function partsOf(node: Node, type: string): Node {
  const part = node.namedChildren.find((child) => child.type === type)
  if (!part) throw new NotUnderstood(node)
  return part
}

function objectAt(node: Node) {
  if (node.type !== 'object') throw new NotUnderstood(node)
  return objectOf(node)
}

function typeAt(node: Node | undefined, whole: Node): TypeExpression {
  if (!node) throw new NotUnderstood(whole)
  return typeOf(node)
}

function valueAt(node: Node | undefined, whole: Node): Value {
  if (!node) throw new NotUnderstood(whole)
  return expressionOf(node)
}

function stringAt(node: Node | undefined, whole: Node): string {
  const value = valueAt(node, whole)
  if (value.kind === 'literal' && typeof value.value === 'string') return value.value
  throw new NotUnderstood(whole, 'a plain text is expected')
}
