import { notImplemented, type Refusal } from './refusal.ts'
import { type Request, writeReply } from './request.ts'
import * as amqp from './values.ts'

const sasToken = 'servicebus.windows.net:sastoken'

/**
 * The `$cbs` node: clients bring their token before they open a link. Every shared access signature is taken without
 * a look at its key, because this bus listens on this machine only and connection strings of emulators carry any key.
 */
export function answerCbs(request: Request): Buffer {
  const { operation, type } = request
  if (operation !== 'put-token') return refuse(request, notImplemented(`the operation ${operation}`))
  if (type !== sasToken) return refuse(request, notImplemented(`tokens of the type ${type}`))
  return writeReply(request, { status: 202, description: 'Accepted' }, amqp.nil)
}

function refuse(request: Request, { condition, message: description }: Refusal): Buffer {
  return writeReply(request, { status: 501, description, condition }, amqp.nil)
}
