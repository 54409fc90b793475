import type { Schemas } from '../api/client.ts'
import { wordsOf } from './words.ts'

type Operation = Schemas['Operation']

interface OperationWords {
  readonly kinds: Readonly<Record<Operation['kind'], string>>
  readonly status: Readonly<Record<Operation['status'], string>>
  /** Not started, since it waits for its time. */
  readonly planned: string
}

/** What operations and their states are called, wherever they are named. */
export const useOperationWords = wordsOf<OperationWords>({
  en: async () => ({
    kinds: {
      moveUsers: 'Move users',
      cancel: 'Cancel subscription',
      consolidate: 'Consolidate',
      exportUsers: 'Export users',
      deleteSignUp: 'Delete subscription',
    },
    status: {
      NotStarted: 'Not started',
      Running: 'Running',
      Paused: 'Paused',
      Succeeded: 'Completed',
      Failed: 'Failed',
      Canceled: 'Cancelled',
    },
    planned: 'Planned',
  }),
  nl: async () => ({
    kinds: {
      moveUsers: 'Gebruikers verplaatsen',
      cancel: 'Abonnement opzeggen',
      consolidate: 'Samenvoegen',
      exportUsers: 'Gebruikers exporteren',
      deleteSignUp: 'Abonnement verwijderen',
    },
    status: {
      NotStarted: 'Nog niet begonnen',
      Running: 'Bezig',
      Paused: 'Gepauzeerd',
      Succeeded: 'Voltooid',
      Failed: 'Mislukt',
      Canceled: 'Geannuleerd',
    },
    planned: 'Gepland',
  }),
})
