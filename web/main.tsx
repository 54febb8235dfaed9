import { computed, effect } from '@preact/signals'
import { render } from 'preact'
import { listenToServer } from './listen.ts'
import { followFlow } from './flow-store.ts'
import { followKeys } from './keys.ts'
import { followState } from './load.ts'
import { Desk } from './panels/desk.tsx'
import { pageTitle } from './page-title.ts'
import { openReport, reportOnPage } from './report.ts'
import { change, desk, followAddress } from './store.ts'
import { rememberedTheme, showTheme } from './theme.ts'

change((state) => ({ ...state, theme: rememberedTheme() }))
const theme = computed(() => desk.value.theme)
effect(() => showTheme(theme.value))

const root = document.getElementById('desk')
if (root === null) throw new Error('the page has no #desk')
root.replaceChildren() // the text for readers without a script has done its work

const run = reportOnPage()
followAddress()
if (run === null) {
  const title = computed(() => pageTitle(desk.value.address))
  effect(() => {
    document.title = title.value
  })
  followState()
  listenToServer()
  followFlow()
} else {
  openReport(run)
}
followKeys()
render(<Desk />, root)
