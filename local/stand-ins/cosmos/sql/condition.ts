import type { JsonObject } from '../json.ts'
import { compile, type Evaluate } from './evaluate.ts'
import { parseCondition } from './parse.ts'
import type { Query } from './syntax.ts'

/** Conditions have no parameters, so what one text means is worked out once. */
const compiled = new WeakMap<Query, Evaluate>()

/** Whether the document meets the condition of a patch: `from c where …`. */
export function meetsCondition(document: JsonObject, condition: string): boolean {
  const query = parseCondition(condition)
  let evaluate = compiled.get(query)
  if (evaluate === undefined) {
    evaluate = compile(query.where ?? { kind: 'constant', value: true }, new Map())
    compiled.set(query, evaluate)
  }
  return evaluate(document) === true
}
