import { Button, Drawer, DrawerBody, DrawerHeader } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import { NavigationList } from './navigation-list.tsx'
import { useShellWords } from './shell-words.ts'

/** Where one may go, on a screen without room for it beside the page. */
export function NavigationDrawer({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  const words = useShellWords()
  return (
    <Drawer
      type="overlay"
      open={open}
      onOpenChange={(_event, data) => onOpenChange(data.open)}
      aria-label={words.navigation}
    >
      <DrawerHeader>
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={words.closeNavigation}
          onClick={() => onOpenChange(false)}
        />
      </DrawerHeader>
      <DrawerBody>
        <NavigationList />
      </DrawerBody>
    </Drawer>
  )
}
