import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { TextBulletListSquareRegular } from '@fluentui/react-icons'
import { useUserListWords } from './words.ts'

export type ListAction = 'assign' | 'unassign'

/** What can be done to a whole list of users at once, of what the API offers. (B12) */
export function ListMenu({
  actions,
  onChoose,
}: {
  readonly actions: readonly string[]
  readonly onChoose: (action: ListAction) => void
}) {
  const words = useUserListWords()
  const offered = (['assign', 'unassign'] as const).filter((action) => actions.includes(action))
  if (offered.length === 0) return null
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={<TextBulletListSquareRegular />}>{words.menu}</MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {offered.map((action) => (
            <MenuItem key={action} onClick={() => onChoose(action)}>
              {words[action]}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
