import type { AppSettings } from '../system/app-settings.ts'
import { addOrganisations, shownOf } from '../system/organisations-folder.ts'
import type { Ports } from '../system/ports.ts'
import { demoOrganisations } from './demo.ts'
import { operatorOf, seed } from './seeding.ts'

export const demoPersonas = demoOrganisations.personas

/** The organisations of a first start. What says that they are there is written last. */
export async function seedDemo(state: string, ports: Ports, settings: AppSettings): Promise<void> {
  await seed(demoOrganisations, {
    api: `http://127.0.0.1:${ports.api}`,
    signIn: `http://127.0.0.1:${ports['sign-in']}`,
    settings,
    operator: operatorOf(demoPersonas),
  })
  addOrganisations(state, 'demo', shownOf(demoOrganisations))
}
