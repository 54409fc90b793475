import type { SqlQuerySpec } from '@azure/cosmos'
import type { Query } from '#core/ports/documents.ts'
import { comparisonsSql, fieldSql, parameters } from './comparison-sql.ts'

/** A query of the port as Cosmos SQL; every value is a parameter. */
export function querySql(query: Query): SqlQuerySpec {
  const selected = query.fields && [...query.fields.map(fieldSql), 'c._etag'].join(', ')
  return sql(selected ?? '*', query)
}

export function countSql(query: Query): SqlQuerySpec {
  return sql('VALUE COUNT(1)', { where: query.where })
}

export function sumSql(query: Query, field: string): SqlQuerySpec {
  return sql(`VALUE SUM(${fieldSql(field)})`, { where: query.where })
}

function sql(selected: string, { where, orderBy }: Query): SqlQuerySpec {
  const { list, render } = parameters()
  const filter = where.length > 0 ? ` WHERE ${comparisonsSql(where, render)}` : ''
  const direction = orderBy?.direction === 'descending' ? 'DESC' : 'ASC'
  const order = orderBy ? ` ORDER BY ${fieldSql(orderBy.field)} ${direction}` : ''
  return { query: `SELECT ${selected} FROM c${filter}${order}`, parameters: list }
}
