import { HubError } from '#core/errors.ts'

export const flowsAway = (cause?: unknown): HubError =>
  new HubError('flows-away', 'the flows process is not there yet, or not any more', {
    hint: 'It starts after the page and comes back by itself within seconds; else look at rigsong doctor. Music plays on without it.',
    cause,
  })

export const flowsSilent = (cause?: unknown): HubError =>
  new HubError('not-answered', 'the flows process did not answer in time', {
    hint: 'A flow may keep it busy; it is started anew when it hangs. Look at rigsong doctor.',
    cause,
  })

/** What stands in the place of the editor meanwhile; it looks again by itself. */
export const flowsAwayPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="dark light">
<meta http-equiv="refresh" content="2">
<title>Flows are starting</title>
<style>
  body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 1rem;
    box-sizing: border-box; font: 1rem/1.5 system-ui, sans-serif; text-align: center }
  h1 { margin: 0; font-size: 1.25rem }
  p { max-width: 28rem; margin: .5rem auto 0 }
</style>
<h1>Flows are starting</h1>
<p>This page looks again every two seconds. Music plays on without flows.</p>
<p>Still here after a minute? <code>rigsong doctor</code> says why.</p>
</html>
`
