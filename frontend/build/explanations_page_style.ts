/** The looks of the fuller page: TensorBoard's colours, a measure that can be read, the contents beside it. */
export const PAGE_STYLE = `
:root {
  --page: #fff; --text: #212121; --faint: #5f6368; --border: #e4e4e7; --accent: #b34700; --mark: #fff3e0; --code: #f5f5f6;
  color-scheme: light dark;
  scroll-padding-top: 24px;
  font: 16px/1.6 Roboto, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #242527; --text: #ececee; --faint: #b0b4ba; --border: #46484d; --accent: #ffb74d; --mark: #4a3a24; --code: #303236;
  }
}
* { box-sizing: border-box; }
body {
  display: grid;
  grid-template-columns: 264px minmax(0, 44rem);
  justify-content: center;
  gap: 0 56px;
  margin: 0;
  padding: 0 24px;
  background: var(--page);
  color: var(--text);
}
nav {
  position: sticky;
  top: 0;
  height: 100vh;
  padding: 36px 16px 48px 0;
  overflow-y: auto;
  border-right: 1px solid var(--border);
  font-size: 13.5px;
  line-height: 1.45;
}
nav ul { margin: 0; padding: 0; list-style: none; }
nav > ul > li { margin-bottom: 16px; }
nav > ul > li > a { font-weight: 500; }
nav ul ul a { color: var(--faint); }
nav a { display: block; padding: 2px 0; color: var(--text); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main { padding: 28px 0 30vh; }
h1 { margin: 0 0 20px; font-weight: 400; font-size: 34px; line-height: 1.2; }
h2 { margin: 64px 0 12px; padding-top: 20px; border-top: 1px solid var(--border); font-weight: 400; font-size: 26px; line-height: 1.25; }
h3 { margin: 36px -12px 6px; padding: 2px 12px; border-radius: 4px; font-weight: 500; font-size: 18px; }
h3:target, h2:target { background: var(--mark); }
h2:target { box-shadow: -12px 0 0 var(--mark), 12px 0 0 var(--mark); }
h3:has(:target) { background: var(--mark); }
p, ul, ol { margin: 0 0 12px; }
main ul, main ol { padding-left: 22px; }
main li { margin-bottom: 6px; }
main a { color: var(--accent); }
strong { font-weight: 600; }
code, pre { border-radius: 4px; background: var(--code); font: 0.875em/1.5 "Roboto Mono", ui-monospace, Menlo, Consolas, monospace; }
code { padding: 1px 5px; overflow-wrap: anywhere; }
pre { margin: 0 0 14px; padding: 12px 14px; overflow-x: auto; }
pre code { padding: 0; background: none; font-size: inherit; }
table { width: 100%; margin: 4px 0 18px; border-collapse: collapse; font-size: 14.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--border); text-align: left; vertical-align: top; }
th { color: var(--faint); font-weight: 500; }
td[align="right"], th[align="right"] { text-align: right; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
@media (max-width: 860px) {
  body { display: block; padding: 0 20px; }
  nav { position: static; height: auto; padding: 20px 0; border-right: 0; border-bottom: 1px solid var(--border); }
  nav ul ul { display: none; }
  nav > ul > li { display: inline-block; margin: 0 16px 4px 0; }
  main table { display: block; overflow-x: auto; }
}
@media print {
  body { display: block; }
  nav { display: none; }
}
`;
