export const statusKinds = {
  Pending: 'warning',
  Approved: 'good',
  PartlyApproved: 'good',
  Rejected: 'bad',
  Withdrawn: 'neutral',
} as const
