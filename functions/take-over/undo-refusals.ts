/** Why an operation cannot be undone, for whoever asks what that would do and for whoever wants it. */
export const undoRefusals = [
  'NotFound',
  'Forbidden',
  'TakeControlRequired',
  'UnderAdminControl',
  'NotUndoable',
  'AlreadyUndone',
  'OperationInProgress',
  'SubscriptionDeleted',
  'SubscriptionNotActive',
] as const
