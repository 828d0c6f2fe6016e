import { html, Markup, type Piece } from './html.ts';

/** Everything that a page needs is in it: it has to open in twenty years, with no network. */
const STYLE = new Markup(`
  :root { color-scheme: light dark; --text: #1f2129; --quiet: #595b63; --line: #e2dfd9; --back: #fbfaf8; --raised: #ffffff; --link: #4b54ba; }
  @media (prefers-color-scheme: dark) {
    :root { --text: #ebe9e5; --quiet: #aba8a2; --line: #32343a; --back: #121418; --raised: #22242a; --link: #9dabff; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
  main, header { width: min(46rem, 100% - 2.5rem); margin: 0 auto; }
  header { padding: 2.5rem 0 1.25rem; border-bottom: 1px solid var(--line); }
  main { padding-bottom: 4rem; }
  h1 { margin: 0 0 0.25rem; font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
  h2 { margin: 2.25rem 0 0.75rem; font-size: 1rem; }
  p { margin: 0.25rem 0; overflow-wrap: anywhere; }
  a { color: var(--link); }
  .quiet, time { color: var(--quiet); font-size: 0.875rem; }
  .day { display: flex; gap: 0.75rem; align-items: center; color: var(--quiet); font-weight: 600; font-size: 0.875rem; }
  .day::before, .day::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
  article { margin: 0.875rem 0; }
  article:target { outline: 2px solid var(--link); outline-offset: 0.375rem; border-radius: 0.25rem; }
  .author { font-weight: 600; overflow-wrap: anywhere; }
  .text { margin: 0.125rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  .gone { font-style: italic; color: var(--quiet); }
  blockquote { margin: 0.25rem 0; padding-left: 0.75rem; border-left: 3px solid var(--line); color: var(--quiet); font-size: 0.875rem; overflow-wrap: anywhere; }
  ul { list-style: none; margin: 0; padding: 0; }
  .chips { display: flex; flex-wrap: wrap; gap: 0.375rem; margin-top: 0.25rem; font-size: 0.875rem; }
  .chips li { padding: 0 0.5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--raised); }
  .list li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; padding: 0.625rem 0; border-bottom: 1px solid var(--line); }
  .list a { overflow-wrap: anywhere; }
`);

/** Up to where the content begins. */
export const pageHead = (title: string, under: Piece): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="quiet">${under}</p>
</header>
<main>
`.text;

export const PAGE_FOOT = `</main>
</body>
</html>
`;
