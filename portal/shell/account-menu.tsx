import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { PersonCircleRegular } from '@fluentui/react-icons'
import { useLanguage } from '../look/language.tsx'
import { themes, useTheme } from '../look/theme.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useShellWords } from './shell-words.ts'

const names = { en: 'English', nl: 'Nederlands' } as const

export function AccountMenu() {
  const words = useShellWords()
  const { me, signOut } = useSession()
  const { language, setLanguage } = useLanguage()
  const { theme, setTheme } = useTheme()
  return (
    <Menu
      checkedValues={{ language: [language], theme: [theme] }}
      onCheckedValueChange={(_event, { name, checkedItems: [chosen] }) => {
        if (name === 'language' && (chosen === 'en' || chosen === 'nl')) setLanguage(chosen)
        if (name === 'theme') setTheme(themes.find((known) => known === chosen) ?? 'system')
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          shape="circular"
          aria-label={words.account(me.displayName)}
          icon={<PersonCircleRegular />}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{me.userPrincipalName ?? me.displayName}</MenuGroupHeader>
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{words.language}</MenuGroupHeader>
            {(['en', 'nl'] as const).map((known) => (
              <MenuItemRadio key={known} name="language" value={known} lang={known}>
                {names[known]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{words.theme}</MenuGroupHeader>
            {themes.map((known) => (
              <MenuItemRadio key={known} name="theme" value={known}>
                {words.themes[known]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem onClick={signOut}>{words.signOut}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
