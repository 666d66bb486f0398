/** What a browser sees where the page was not built; the API works all the same. */
export const pageMissing = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Rigsong</title>
<h1>The page is not built</h1>
<p>The hub runs, and its API answers at <a href="/api/v1/health">/api/v1/health</a>.
Only the page is missing: end the hub, and start it with <code>npm start</code>, which builds it.</p>
</html>
`
