import { useCallback } from 'react'
import { wordsOf } from './words.ts'

interface Refused {
  readonly code: string
  /** As the API tells it, in English. */
  readonly message: string
}

interface Words {
  readonly codes: Readonly<Record<string, string>>
}

/** Why the users of a subscription cannot be moved, wherever that is told without an answer of its own. (B05, B11) */
export function useRefusedText(): (error: Refused) => string {
  const { codes } = useRefusedWords()
  return useCallback(({ code, message }) => codes[code] ?? message, [codes])
}

const useRefusedWords = wordsOf<Words>({
  en: async () => ({
    codes: {
      NotEnoughLicenses: 'Too few licences are free in the target.',
      SubscriptionDeleted: 'The subscription is deleted.',
      SubscriptionNotActive: 'Its term is over.',
      OperationInProgress: 'Something else is going on with it.',
      TakeControlRequired: 'No administrator has control of it.',
      UnderAdminControl: 'It is in the hands of the administrators.',
      SingleUserSubscription: 'Its licence is its owner’s alone.',
      TargetIsSource: 'It is the target itself.',
      TargetNotSuitable:
        'It does not suit the target: another family, or not in the hands of administrators.',
      NotFound: 'It is not there any more.',
      UserNotFound: 'Somebody who was chosen has no licence of it any more.',
      Forbidden: 'Whoever planned it may not do it any more.',
      DroppedByOperator: 'The work stopped after repeated failures, and an operator has given it up.',
    },
  }),
  nl: async () => ({
    codes: {
      NotEnoughLicenses: 'In het doel zijn te weinig licenties vrij.',
      SubscriptionDeleted: 'Het abonnement is verwijderd.',
      SubscriptionNotActive: 'De termijn ervan is voorbij.',
      OperationInProgress: 'Er is iets anders mee bezig.',
      TakeControlRequired: 'Geen beheerder heeft er de controle over.',
      UnderAdminControl: 'Het is in handen van de beheerders.',
      SingleUserSubscription: 'De licentie is alleen van de eigenaar.',
      TargetIsSource: 'Het is zelf het doel.',
      TargetNotSuitable: 'Het past niet bij het doel: een andere familie, of niet in handen van beheerders.',
      NotFound: 'Het is er niet meer.',
      UserNotFound: 'Iemand die gekozen was heeft er geen licentie meer van.',
      Forbidden: 'Wie het plande mag het niet meer doen.',
      DroppedByOperator: 'Het werk bleef na herhaalde fouten staan, en een operator heeft het opgegeven.',
    },
  }),
})
