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
      assignUsers: 'Assign licences to a list',
      unassignUsers: 'Take back licences of a list',
      deleteSignUp: 'Delete subscription',
      undo: 'Undo',
      transferOwnership: 'Transfer ownership',
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
      assignUsers: 'Licenties toewijzen aan een lijst',
      unassignUsers: 'Licenties intrekken van een lijst',
      deleteSignUp: 'Abonnement verwijderen',
      undo: 'Ongedaan maken',
      transferOwnership: 'Eigendom overdragen',
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
